using Grokking.Model;

namespace Grokking.Tests.Model;

public class TorchLibraryTests
{
    [Fact]
    public void The_libraries_beside_the_program_load() => TorchLibrary.Load();

    [Fact]
    public void A_folder_of_ones_own_is_taken_and_with_it_what_lies_beside_the_program()
    {
        string program = Path.GetDirectoryName(typeof(TorchLibrary).Assembly.Location)!;
        TorchLibrary.Load(program, program);
    }

    [Fact]
    public void A_folder_without_libtorch_is_refused_by_name()
    {
        string directory = Directory.CreateTempSubdirectory("grok-torch-").FullName;
        try
        {
            PlatformNotSupportedException fault = Assert.Throws<PlatformNotSupportedException>(() => TorchLibrary.Load(directory, directory));
            Assert.Contains($"$GROK_LIBTORCH is '{directory}', which has no ", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault.Message);

            foreach (string name in (string[])["libtorch_cpu.so", "torch_cpu.dll", "libtorch_cpu.dylib"])
            {
                File.WriteAllText(Path.Combine(directory, name), "no library");
            }

            fault = Assert.Throws<PlatformNotSupportedException>(() => TorchLibrary.Load(directory, directory));
            Assert.Contains("torch_cpu", fault.Message, StringComparison.Ordinal);
            Assert.Contains("$GROK_LIBTORCH must name a libtorch 2.10", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault.Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_program_published_without_libtorch_says_where_to_name_one()
    {
        string directory = Directory.CreateTempSubdirectory("grok-torch-").FullName;
        try
        {
            foreach (string name in (string[])["libLibTorchSharp.so", "LibTorchSharp.dll", "libLibTorchSharp.dylib"])
            {
                File.WriteAllText(Path.Combine(directory, name), "never looked at");
            }

            PlatformNotSupportedException fault = Assert.Throws<PlatformNotSupportedException>(() => TorchLibrary.Load(directory));
            Assert.StartsWith("This program was published without libtorch; name the folder of one in $GROK_LIBTORCH", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

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
