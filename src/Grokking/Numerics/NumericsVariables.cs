namespace Grokking.Numerics;

/// <summary>
/// Environment variables by which users have libraries take other kernels. Those of .NET are not among them: what they change shows in
/// <see cref="ProcessorNumerics.Vectors"/>. Nor are numbers of threads: a slot computes with one.
/// </summary>
internal static class NumericsVariables
{
    private static readonly string[] Names =
    [
        "ATEN_CPU_CAPABILITY",
        "CUBLAS_WORKSPACE_CONFIG",
        "CUBLASLT_WORKSPACE_SIZE",
        "DNNL_CPU_ISA_HINTS",
        "DNNL_DEFAULT_FPMATH_MODE",
        "DNNL_MAX_CPU_ISA",
        "GLIBC_TUNABLES",
        "MKL_CBWR",
        "MKL_DEBUG_CPU_TYPE",
        "MKL_ENABLE_INSTRUCTIONS",
        "NVIDIA_TF32_OVERRIDE",
        "ONEDNN_CPU_ISA_HINTS",
        "ONEDNN_DEFAULT_FPMATH_MODE",
        "ONEDNN_MAX_CPU_ISA",
        "OPENBLAS_CORETYPE",
        "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
    ];

    /// <summary>Those that are set, as <c>NAME=value</c> by name; <c>none</c> where none is.</summary>
    /// <param name="valueOf">Reads a variable; null where it is not set.</param>
    public static string InForce(Func<string, string?> valueOf)
    {
        string[] set = [.. from name in Names
                           let value = valueOf(name)
                           where !string.IsNullOrEmpty(value)
                           select $"{name}={value}"];
        return set.Length == 0 ? "none" : string.Join(' ', set);
    }
}
