using System.Buffers;
using System.Collections;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace GrokCluster.Grains.Serialization;

/// <summary>
/// Sends what the compiler makes of <c>IReadOnlyList&lt;T&gt; list = [a, .. b]</c>, a nameless read-only list of the assembly at hand, as an array of T. Orleans has no
/// codec for it, and a grain that returns such an expression would fault at run time only.
/// </summary>
internal sealed class CollectionExpressionCodec : IGeneralizedCodec, IGeneralizedCopier
{
    public bool IsSupportedType(Type type) => type.IsConstructedGenericType && type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal);

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        Array array = ToArray(value!);
        writer.Session.CodecProvider.GetCodec(array.GetType()).WriteField(ref writer, fieldIdDelta, expectedType, array);
    }

    public object ReadValue<TInput>(ref Reader<TInput> reader, Field field) => throw new NotSupportedException("It is written as an array and never read as itself.");

    public object? DeepCopy(object? input, CopyContext context)
    {
        if (!context.TryGetCopy(input!, out object? copy))
        {
            copy = context.DeepCopy<object>(ToArray(input!));
            context.RecordCopy(input!, copy!);
        }

        return copy;
    }

    private static Array ToArray(object value)
    {
        ArrayList items = new((ICollection)value);
        return items.ToArray(value.GetType().GetGenericArguments()[0]);
    }
}
