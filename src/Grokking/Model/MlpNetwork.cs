using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>
/// The multilayer perceptron that the authors' code also offers: the embeddings of the four tokens side by side, dense layers with ReLU after all but the last
/// of them, and an output layer. The tokens ∘ and = are the same in every equation, so they enter the first layer as one vector.
/// </summary>
public sealed class MlpNetwork : INetwork
{
    private const int Positions = 4;

    private readonly Architecture shape;
    private readonly int modulus;

    /// <summary>Lays out the network for a task mod <paramref name="modulus"/>.</summary>
    public MlpNetwork(Architecture shape, int modulus)
    {
        (this.shape, this.modulus) = (shape, modulus);
        int vocabulary = modulus + 2;
        List<(Parameter Parameter, Initializer Initializer)> tensors = [(new("embedding.token", vocabulary, shape.Width), Initializer.Embedding(shape.Width))];
        int inputs = Positions * shape.Width;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            AddDense($"layers.{layer}", inputs, shape.MlpWidth);
            inputs = shape.MlpWidth;
        }

        AddDense("output", inputs, vocabulary);
        Layout = new(tensors.Select(each => each.Parameter));
        Initializers = [.. tensors.Select(each => each.Initializer)];

        void AddDense(string name, int from, int to)
        {
            tensors.Add((new($"{name}.kernel", from, to), Initializer.Dense(from)));
            tensors.Add((new($"{name}.bias", to), Initializer.Zero));
        }
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Initializer> Initializers { get; }

    /// <inheritdoc/>
    public BoundNetwork Bind(IReadOnlyList<Tensor> parameters)
    {
        Func<Tensor, Tensor, Tensor> first = FirstLayer(parameters[0], parameters[1], parameters[2]);
        return (a, b) =>
        {
            Tensor x = first(a, b);                                                               // (S, B, M)
            for (int layer = 1; layer < shape.Layers; layer++)
            {
                x = DenseLayer.Apply(x.relu(), parameters[1 + (2 * layer)], parameters[2 + (2 * layer)]);
            }

            return DenseLayer.Apply(x, parameters[^2], parameters[^1]);                           // (S, B, V)
        };
    }

    // The kernel's rows fall into four bands, one a position; p products a band replace B, and a lookup replaces the sum over inputs.
    private Func<Tensor, Tensor, Tensor> FirstLayer(Tensor token, Tensor kernel, Tensor bias)
    {
        Tensor numbers = token.narrow(1, 0, modulus);                                             // (S, p, D)
        Tensor constant = torch.bmm(token.narrow(1, modulus, 1), Band(1)).Plus(torch.bmm(token.narrow(1, modulus + 1, 1), Band(3))).Plus(bias.unsqueeze(1)); // (S, 1, M)
        Tensor left = DenseLayer.Product(numbers, Band(0));                                       // (S, p, M)
        Tensor right = DenseLayer.Product(numbers, Band(2));                                      // (S, p, M)
        return (a, b) => Look(left, a).Plus(Look(right, b)).Plus(constant);

        Tensor Band(int position) => kernel.narrow(1, position * shape.Width, shape.Width);       // (S, D, M)

        Tensor Look(Tensor table, Tensor operand) =>                                              // (S, p, M) → (S, B, M)
            table.view(-1, table.shape[2]).index_select(0, MemberRows.Of(operand, modulus, 0)).view(operand.shape[0], operand.shape[1], -1);
    }
}
