using Grokking.Devices;
using Grokking.Numerics;

namespace GrokCluster.Grains.Devices;

/// <summary>The devices of a machine.</summary>
public interface IDeviceCatalog
{
    /// <summary>How many slots of a class the machine has room for.</summary>
    int Count(string deviceClass);

    /// <summary>How many runs one device of a class trains at once, as far as is known now.</summary>
    int Capacity(string deviceClass);

    /// <summary>What a slot computes on.</summary>
    /// <param name="deviceClass">The slot's class.</param>
    /// <param name="index">Which of the silo's slots of that class, from 0.</param>
    ComputeDevice Device(string deviceClass, int index);

    /// <summary>What decides the last bits of what a slot trains.</summary>
    /// <param name="deviceClass">The slot's class.</param>
    /// <param name="index">Which of the silo's slots of that class, from 0.</param>
    NumericsFingerprint Numerics(string deviceClass, int index);

    /// <summary>Where a slot has its coarse-grainings scored; null scores them where they are made.</summary>
    /// <param name="index">Which of the silo's slots that measure, from 0.</param>
    ComputeDevice? ScoringDevice(int index);
}
