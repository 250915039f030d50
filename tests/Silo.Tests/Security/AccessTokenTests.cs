using GrokCluster.Silo.Security;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests.Security;

public sealed class AccessTokenTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string TokenFile => Path.Combine(temporary.Path, "token");

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("", "which is empty")]
    [InlineData("  \n", "which is empty")]
    [InlineData("short-hushed", "which holds 12 characters; allowed are at least 16")]
    [InlineData("two words of a hushed", "without spaces")]
    [InlineData("hushed-hushed-1\nhushed-hushed-2", "on one line")]
    [InlineData("hushéd-hushéd-hushéd", "letters, digits and signs")]
    public void A_file_without_a_token_is_refused_and_not_repeated(string text, string said)
    {
        File.WriteAllText(TokenFile, text);
        string fault = Assert.Single(Assert.Throws<SiloOptionsException>(() => AccessToken.Open(TokenFile, TimeProvider.System)).Faults);
        Assert.Contains(said, fault);
        Assert.Contains($"(--token-file) is {TokenFile}", fault);
        Assert.DoesNotContain("hush", fault);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains($"{TokenFile}, which cannot be read", Assert.Throws<SiloOptionsException>(() => AccessToken.Open(TokenFile, TimeProvider.System)).Message);

    [Fact]
    public void A_replaced_file_counts_within_seconds_and_the_old_token_no_longer()
    {
        StoppedClock clock = new();
        File.WriteAllText(TokenFile, "first-0123456789");
        AccessToken token = AccessToken.Open(TokenFile, clock);
        Assert.True(token.Matches("first-0123456789"));

        File.WriteAllText(TokenFile, "second-0123456789");
        clock.Pass(TimeSpan.FromSeconds(6));
        Assert.False(token.Matches("first-0123456789"));
        Assert.True(token.Matches("second-0123456789"));

        File.Delete(TokenFile);
        clock.Pass(TimeSpan.FromSeconds(6));
        Assert.True(token.Matches("second-0123456789"));
        Assert.False(token.Matches(""));
    }

    [Fact]
    public void A_file_that_every_user_can_read_is_noticed_also_behind_a_link()
    {
        File.WriteAllText(TokenFile, "first-0123456789");
        string link = Path.Combine(temporary.Path, "link");
        File.CreateSymbolicLink(link, TokenFile);
        TemporaryDirectory.Allow(TokenFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.True(SecretFile.IsOpenToOthers(TokenFile));
        Assert.True(SecretFile.IsOpenToOthers(link));
        TemporaryDirectory.Allow(TokenFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.False(SecretFile.IsOpenToOthers(TokenFile));
        Assert.False(SecretFile.IsOpenToOthers(link));
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Pass(TimeSpan time) => now += time.Ticks;
    }
}
