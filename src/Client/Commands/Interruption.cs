using System.Runtime.InteropServices;
using GrokCluster.Client.Terminal;
using Spectre.Console;

namespace GrokCluster.Client.Commands;

/// <summary>Ctrl-C: the first stops cleanly, the second ends at once.</summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAnsiConsole _error;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    private Interruption(IAnsiConsole error) => _error = error;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Listens to Ctrl-C and to requests to terminate, until disposed.</summary>
    /// <param name="error">Where the user is told what happens.</param>
    public static Interruption Listen(IAnsiConsole error)
    {
        Interruption interruption = new(error);
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            // A signal that is not cancelled here ends the process as the system would, without waiting for anything.
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = interruption.TryStop()));
        }

        return interruption;
    }

    /// <summary>Begins a clean stop.</summary>
    /// <returns>Whether this was the first signal; a later one must end the process.</returns>
    public bool TryStop()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            return false;
        }

        _error.WritePlain("Stopping; what is done is kept, and the same command goes on from there. Ctrl-C again ends at once.");
        _stop.Cancel();
        return true;
    }

    // The source is left to the collector: a signal that arrives right now may still cancel it.

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
