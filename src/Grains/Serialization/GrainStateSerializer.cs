using System.Text.Json;
using Orleans.Storage;

namespace GrokCluster.Grains.Serialization;

/// <summary>
/// Stores grain state as JSON that a person can read with <c>HGET … data</c>. A state type needs settable or constructor-bound properties; what it holds behind an
/// abstract type needs <see cref="System.Text.Json.Serialization.JsonDerivedTypeAttribute"/>.
/// </summary>
public sealed class GrainStateSerializer : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, ContractJson.Options));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize<T>(input.ToMemory().Span, ContractJson.Options) ?? throw new JsonException($"The stored state of type {typeof(T)} is null.");
}
