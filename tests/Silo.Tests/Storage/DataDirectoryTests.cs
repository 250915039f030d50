using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Processes;

namespace GrokCluster.Silo.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string Path => System.IO.Path.Combine(temporary.Path, "data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Is_created_with_its_folders()
    {
        using DataDirectory data = DataDirectory.Open(Path);
        Assert.Equal(Path, data.Path);
        Assert.True(Directory.Exists(data.Garnet));
        Assert.True(Directory.Exists(data.Checkpoints));
    }

    [Fact]
    public void Is_held_once_in_one_process_and_free_again_afterwards()
    {
        using (DataDirectory.Open(Path))
        {
            Assert.True(DataDirectory.IsInUse(Path));
            DataDirectoryInUseException refused = Assert.Throws<DataDirectoryInUseException>(() => DataDirectory.Open(Path));
            Assert.Equal(Environment.ProcessId, refused.ProcessId);
        }

        Assert.False(DataDirectory.IsInUse(Path));
        DataDirectory.Open(Path).Dispose();
    }

    [Fact]
    public async Task Held_by_another_process_is_refused_with_that_process_and_a_next_move_until_it_is_killed()
    {
        await using ChildProcess holder = ChildProcess.Role(Child.Holder, Path);
        await holder.LineAsync(Child.Ready);

        DataDirectoryInUseException refused = Assert.Throws<DataDirectoryInUseException>(() => DataDirectory.Open(Path));
        Assert.Equal(holder.Id, refused.ProcessId);
        Assert.Equal($"The data directory {Path} is in use by process {holder.Id}; stop that one first, or give another directory with --data.", refused.Message);
        Assert.True(DataDirectory.IsInUse(Path));

        await holder.KillAsync();
        Assert.False(DataDirectory.IsInUse(Path));
        DataDirectory.Open(Path).Dispose();
    }

    [Fact]
    public void A_file_is_no_data_directory()
    {
        File.WriteAllText(Path, "");
        DataDirectoryUnusableException refused = Assert.Throws<DataDirectoryUnusableException>(() => DataDirectory.Open(Path));
        Assert.Contains("it is a file", refused.Message);
    }

    [Fact]
    public void A_place_that_cannot_hold_directories_is_no_data_directory()
    {
        File.WriteAllText(Path, "");
        Assert.Throws<DataDirectoryUnusableException>(() => DataDirectory.Open(System.IO.Path.Combine(Path, "below")));
    }

    [Fact]
    public void A_directory_that_nobody_opened_is_not_in_use() => Assert.False(DataDirectory.IsInUse(Path));

    [Fact]
    public void The_password_is_drawn_once_and_readable_by_its_owner_alone()
    {
        string password;
        using (DataDirectory data = DataDirectory.Open(Path))
        {
            password = data.Password;
            Assert.Equal(64, password.Length);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.PasswordFile));
            }
        }

        using DataDirectory again = DataDirectory.Open(Path);
        Assert.Equal(password, again.Password);
        using DataDirectory other = DataDirectory.Open(Path + "-other");
        Assert.NotEqual(password, other.Password);
    }
}
