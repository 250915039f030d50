namespace GrokCluster.Client.Terminal;

/// <summary>What every command's exit code says.</summary>
public static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>Runs failed, or something unexpected happened.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file or a directory cannot be used; nothing was started.</summary>
    public const int BadInput = 2;

    /// <summary>No silo of the cluster answers; nothing was changed, and the same command may work later.</summary>
    public const int Unreachable = 3;

    /// <summary>Stopped by Ctrl-C, as shells report it (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
