using CsCheck;
using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Checkpoints;

namespace GrokCluster.Silo.Tests.Checkpoints;

public class CheckpointLocationTests
{
    private static readonly string[] Starts = ["", "s3:", "s3://", "S3://b", "s3://bucket", "s3://bucket/", "s3://bucket?", "s3://bucket?endpoint=", "s3://bucket?endpoint=http://", "s3://bucket?region="];

    [Theory]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("S3://bucket/", "s3://bucket")]
    [InlineData("s3://my.bucket-1/a/b_c.d/", "s3://my.bucket-1/a/b_c.d")]
    [InlineData("s3://bucket/a?region=eu-central-1", "s3://bucket/a?region=eu-central-1")]
    [InlineData("s3://bucket?region=x&endpoint=http://LOCALHOST:9000/", "s3://bucket?endpoint=http://localhost:9000&region=x")]
    [InlineData("s3://bucket?endpoint=https%3A%2F%2Fstore.example%3A443", "s3://bucket?endpoint=https://store.example")]
    public void A_bucket_has_one_spelling(string given, string text)
    {
        CheckpointLocation location = CheckpointLocation.Parse(given);
        Assert.Equal(text, location.Text);
        Assert.Equal(location, CheckpointLocation.Parse(text));
    }

    [Fact]
    public void A_bucket_is_taken_apart()
    {
        S3Location location = S3Location.Parse("s3://bucket/a/b?endpoint=http://localhost:9000&region=x");
        Assert.Equal(("bucket", "a/b", new Uri("http://localhost:9000"), "x"), (location.Bucket, location.Prefix, location.Endpoint, location.Region));
        S3Location plain = S3Location.Parse("s3://bucket");
        Assert.Equal(("", null, null), (plain.Prefix, plain.Endpoint, plain.Region));
    }

    [Fact]
    public void A_directory_is_given_in_full_whatever_its_spelling()
    {
        string full = Path.Combine(Environment.CurrentDirectory, "some", "where");
        Assert.Equal(full, CheckpointLocation.Parse("some/where").Text);
        Assert.Equal(CheckpointLocation.Parse(full), CheckpointLocation.Parse("./some/else/../where/"));
        Assert.IsType<DirectoryCheckpointStore>(CheckpointLocation.Parse(full).Open());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("a\nb", "control characters")]
    [InlineData("file:///a", "begins with 'file://'")]
    [InlineData("gs://bucket", "begins with 'gs://'")]
    [InlineData("s3:bucket", "has no '//' after 's3:'")]
    [InlineData("s3://", "names the bucket ''")]
    [InlineData("s3:///a", "names the bucket ''")]
    [InlineData("s3://Bucket", "names the bucket 'Bucket'")]
    [InlineData("s3://-bucket", "names the bucket '-bucket'")]
    [InlineData("s3://localhost:9000/bucket", "a server is given as endpoint")]
    [InlineData("s3://bucket/a//b", "has the prefix 'a//b'")]
    [InlineData("s3://bucket/../b", "has the prefix '../b'")]
    [InlineData("s3://bucket/a b", "has the prefix 'a b'")]
    [InlineData("s3://bucket?zone=x", "has a parameter 'zone'")]
    [InlineData("s3://bucket?region", "gives 'region' without a value or twice")]
    [InlineData("s3://bucket?region=a&region=b", "gives 'region' without a value or twice")]
    [InlineData("s3://bucket?region=a b", "has the region 'a b'")]
    [InlineData("s3://bucket?endpoint=localhost:9000", "has the endpoint 'localhost:9000'")]
    [InlineData("s3://bucket?endpoint=http://localhost/path", "has the endpoint 'http://localhost/path'")]
    public void Anything_else_is_refused_with_what_is_allowed_and_an_example(string given, string said)
    {
        string message = Assert.Throws<SiloException>(() => CheckpointLocation.Parse(given)).Message;
        Assert.StartsWith("The checkpoint location (--checkpoints) ", message);
        Assert.Contains(said, message);
        Assert.EndsWith("; allowed is a directory, or s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME], such as s3://grok/checkpoints?endpoint=http://localhost:9000.", message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("s3://AKIAXX:hush@bucket/a")]
    [InlineData("s3://AKIAXX:hu/sh@bucket/a")]
    [InlineData("s3://AKIAXX:hush/bucket")]
    [InlineData("s3:AKIAXX:hush@bucket")]
    [InlineData("s3://bucket?endpoint=http://AKIAXX:hush@localhost:9000")]
    [InlineData("s3://bucket?endpoint=http://AKIAXX:hush%40localhost:9000")]
    [InlineData("s3://bucket?endpoint=http://AKIAXX:hush%2540localhost:9000")]
    [InlineData("s3://bucket?endpoint=http://localhost:9000?token=hush")]
    [InlineData("s3://bucket?access_key=AKIAXX&secret_key=hush")]
    [InlineData("s3://bucket?X-Amz-Signature=hush")]
    public void Credentials_are_refused_and_not_repeated(string given)
    {
        string message = Assert.Throws<SiloException>(() => CheckpointLocation.Parse(given)).Message;
        Assert.DoesNotContain("hu", message.Replace("such as", "", StringComparison.Ordinal));
        Assert.DoesNotContain("AKIA", message);
    }

    [Fact]
    public void Whatever_is_given_is_taken_or_refused_and_nothing_else_happens() =>
        Gen.Select(Gen.Int[0, Starts.Length - 1].Select(i => Starts[i]), Gen.String).Sample((start, rest) =>
        {
            if (Record.Exception(() => { CheckpointLocation.Parse(start + rest); }) is { } fault)
            {
                Assert.IsType<SiloException>(fault);
            }
        });
}
