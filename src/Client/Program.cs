using TorchSharp;
torch.set_num_threads(1);
Console.WriteLine(torch.rand(3, 3).mm(torch.eye(3)).sum().item<float>());
