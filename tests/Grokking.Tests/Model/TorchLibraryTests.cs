using Grokking.Model;

namespace Grokking.Tests.Model;

public class TorchLibraryTests
{
    [Fact]
    public void The_libraries_beside_the_program_load() => TorchLibrary.Load();

    [Fact]
    public void A_library_that_does_not_load_is_named_with_what_to_do()
    {
        string directory = Directory.CreateTempSubdirectory("grok-torch-").FullName;
        try
        {
            foreach (string name in (string[])["libtorch_cpu.so", "torch_cpu.dll", "libtorch_cpu.dylib"])
            {
                File.WriteAllText(Path.Combine(directory, name), "no library");
            }

            PlatformNotSupportedException fault = Assert.Throws<PlatformNotSupportedException>(() => TorchLibrary.Load(directory));
            Assert.Contains("torch_cpu", fault.Message, StringComparison.Ordinal);
            Assert.Contains("glibc 2.28", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault.Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
