using Xunit.Sdk;
using Xunit.v3;

// Most of these tests wait most of the time, for a process to start, to be missed or to come back: three at once, of whichever class, and the
// two cores of a small machine have something to do.
// Each has processes, ports and folders of its own.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3)]
