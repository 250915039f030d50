using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Devices;

/// <summary>
/// Calls grains through the loss of a silo or of the storage: a call that does not get through says nothing about the work, and an hour of training is not thrown away for it.
/// Everything that is called so is idempotent.
/// </summary>
public sealed partial class Patience(TimeProvider clock, ILogger<Patience> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Calls until there is an answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="stop">Ends the patience, as when the lease was lost meanwhile.</param>
    /// <exception cref="OperationCanceledException">Stopped before an answer.</exception>
    public async Task<T> Call<T>(Func<Task<T>> call, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception fault) when (IsPassing(fault))
            {
                stop.ThrowIfCancellationRequested();
                LogAgain(fault, attempt);
                await Task.Delay(Pause, clock, stop);
            }
        }
    }

    /// <inheritdoc cref="Call{T}"/>
    public Task Call(Func<Task> call, CancellationToken stop) => Call(
        async () =>
        {
            await call();
            return true;
        },
        stop);

    /// <summary>Whether a fault may pass by itself: of the network, of a silo, of the storage. Faults of our own making do not.</summary>
    public static bool IsPassing(Exception fault) =>
        fault is not (OperationCanceledException or ArgumentException or InvalidOperationException or NotSupportedException or NullReferenceException or KeyNotFoundException or IndexOutOfRangeException
            or InvalidCastException or FormatException or JsonException or OutOfMemoryException)
        || fault is ObjectDisposedException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call did not get through (attempt {Attempt}); it is tried again.")]
    private partial void LogAgain(Exception fault, int attempt);
}
