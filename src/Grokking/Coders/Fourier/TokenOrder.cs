namespace Grokking.Coders.Fourier;

/// <summary>In which order of the tokens a table is a function on a cycle.</summary>
internal enum TokenOrder
{
    /// <summary>None: the table is coded as it is.</summary>
    None,

    /// <summary>0, 1, 2, …: that of addition mod p.</summary>
    Additive,

    /// <summary>1, g, g², … for the least primitive root g, 0 apart: that of multiplication mod p, a prime.</summary>
    Multiplicative,
}
