namespace GrokCluster.Grains.Checkpoints;

/// <summary>
/// A store cannot be used for a reason of its surroundings: a full disk, a lost network, a missing permission or bucket. It is no fault of the work, which waits until the store can be used again.
/// </summary>
/// <param name="message">One line: which store, what the system said, and the next move.</param>
/// <param name="cause">What lies behind it.</param>
public sealed class CheckpointStoreException(string message, Exception? cause) : IOException(message, cause);
