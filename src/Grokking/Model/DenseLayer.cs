using Grokking.Model.Products;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>
/// y = x W + b of every member. On the CPU a single member's product and its gradients go the ways of <see cref="DenseProducts"/>;
/// several members are one batched product.
/// </summary>
public static class DenseLayer
{
    /// <summary>Applies the layer.</summary>
    /// <param name="x">(S, N, I), contiguous.</param>
    /// <param name="kernel">(S, I, O), contiguous.</param>
    /// <param name="bias">(S, O).</param>
    /// <returns>(S, N, O).</returns>
    public static Tensor Apply(Tensor x, Tensor kernel, Tensor bias) => Product(x, kernel).Plus(bias.unsqueeze(1));

    /// <summary>x W of every member.</summary>
    /// <param name="x">(S, N, I), contiguous.</param>
    /// <param name="kernel">(S, I, O), contiguous.</param>
    /// <returns>(S, N, O).</returns>
    public static Tensor Product(Tensor x, Tensor kernel)
    {
        if (x.device_type != DeviceType.CPU || x.shape[0] != 1)
        {
            return torch.bmm(x, kernel);
        }

        return torch.is_grad_enabled()
            ? Differentiable.apply(x, kernel)
            : DenseProducts.Forward(x.squeeze(0), kernel.squeeze(0)).unsqueeze(0);
    }

    private sealed class Differentiable : torch.autograd.SingleTensorFunction<Differentiable>
    {
        public override string Name => nameof(DenseLayer);

        public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            (Tensor x, Tensor kernel) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([x, kernel]);
            return DenseProducts.Forward(x.squeeze(0), kernel.squeeze(0)).unsqueeze(0);
        }

        public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            (Tensor x, Tensor kernel, Tensor gradient) = (saved[0].squeeze(0), saved[1].squeeze(0), grad_output.contiguous().squeeze(0));
            return [DenseProducts.ByInput(gradient, kernel).unsqueeze(0), DenseProducts.ByKernel(x, gradient).unsqueeze(0)];
        }
    }
}
