namespace GrokCluster.Grains.Checkpoints;

/// <summary>The store cannot be used for a reason of its surroundings, such as a full disk or a lost network; the message is one line. No fault of the work, which waits until it can.</summary>
public sealed class CheckpointStoreException(string message, Exception cause) : IOException(message, cause);
