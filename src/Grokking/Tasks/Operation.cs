namespace Grokking.Tasks;

/// <summary>The binary operation mod p that a network learns (Power et al. 2022; paper, section 5).</summary>
public enum Operation
{
    /// <summary>a + b mod p.</summary>
    Add,

    /// <summary>a − b mod p.</summary>
    Sub,

    /// <summary>a · b mod p.</summary>
    Mul,

    /// <summary>a / b mod p for b ≠ 0; p must be prime.</summary>
    Div,

    /// <summary>a² + b² mod p.</summary>
    SumOfSquares,

    /// <summary>a² + ab + b² mod p.</summary>
    QuadraticForm,
}

/// <summary>The names of operations in sweep files and results.</summary>
public static class Operations
{
    private static readonly (Operation Operation, string Name)[] All =
    [
        (Operation.Add, "add"), (Operation.Sub, "sub"), (Operation.Mul, "mul"), (Operation.Div, "div"),
        (Operation.SumOfSquares, "x2+y2"), (Operation.QuadraticForm, "x2+xy+y2"),
    ];

    /// <summary>Every name, in the order in which help and errors list them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(each => each.Name)];

    /// <summary>The operation's name, such as <c>x2+y2</c>.</summary>
    public static string Name(this Operation operation) => All.First(each => each.Operation == operation).Name;

    /// <summary>Finds an operation by its name.</summary>
    /// <returns>Whether <paramref name="name"/> is one of <see cref="Names"/>.</returns>
    public static bool TryParse(string name, out Operation operation)
    {
        int index = Array.FindIndex(All, each => each.Name == name);
        operation = index < 0 ? default : All[index].Operation;
        return index >= 0;
    }
}
