using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Model;

/// <summary>eᶻ of a vector's lanes with an error below 2·10⁻⁷ of it, for z held within ±87, where it is a normal float32.</summary>
internal static class Exponential
{
    private const float Largest = 87f;

    /// <summary>eᶻ = 2ⁿ eʳ with n = round(z / ln 2) and |r| ≤ ½ ln 2, where a polynomial of degree six holds to float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> z)
    {
        z = Vector512.Min(Vector512.Max(z, Vector512.Create(-Largest)), Vector512.Create(Largest));
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(z, Vector512.Create(1.44269504f), Vector512.Create(12582912f)); // 1.5 · 2²³ rounds
        Vector512<float> n = shifted - Vector512.Create(12582912f);
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), z);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1f / 720);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        Vector512<int> power = Vector512.ShiftLeft(shifted.AsInt32(), 23); // the low bits of `shifted` are n
        return (p.AsInt32() + power).AsSingle();
    }
}
