namespace GrokCluster.Silo;

/// <summary>A silo cannot start for a reason that its user can remove; the message is one line and names the next move.</summary>
public class SiloException : Exception
{
    /// <summary>A refusal in one line.</summary>
    public SiloException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal in one line, with what lies behind it.</summary>
    public SiloException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
