using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>What goes wrong with a bucket, in words for the user of the cluster.</summary>
internal static class S3Faults
{
    private const string GiveCredentials = "give valid ones by environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), profile or role";

    /// <summary>Whether an answer says that the object is not there. That the bucket is not there is another matter.</summary>
    public static bool IsMissingKey(AmazonS3Exception fault) => fault.StatusCode == HttpStatusCode.NotFound && fault.ErrorCode != "NoSuchBucket";

    /// <summary>Whether a fault is one of network, server, permission or credentials.</summary>
    public static bool IsOfTheEnvironment(Exception fault) =>
        fault is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException or TimeoutException;

    /// <summary>One line: where, what was said, and the next move.</summary>
    /// <param name="location">The store.</param>
    /// <param name="what">Continues "cannot be …".</param>
    /// <param name="fault">What the SDK threw.</param>
    public static CheckpointStoreException Describe(S3Location location, string what, Exception fault)
    {
        (string said, string next) = fault switch
        {
            AmazonServiceException { ErrorCode: "NoSuchBucket" } => ("there is no such bucket", "create it, or name another with --checkpoints"),
            AmazonServiceException { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken" } service => (Answer(service), $"the credentials are not valid there: {GiveCredentials}"),
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } service => (Answer(service), "the credentials must allow to get, put, delete and list its objects"),
            AmazonServiceException { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest } service => (Answer(service), "see whether the region and the endpoint are the bucket's (?region=NAME&endpoint=URL)"),
            AmazonServiceException { StatusCode: >= (HttpStatusCode)300 } service => (Answer(service), "see what ails the server; the work goes on once it answers"),
            OperationCanceledException or TimeoutException => ("it did not answer in time", "see whether the network and the server work"),
            AmazonClientException when IsAboutRegion(fault) => ("nothing says in which region it is", "add ?region=NAME to the location, or ?endpoint=URL for a server of your own"),
            AmazonClientException => ($"no credentials were found ({Line(fault)})", GiveCredentials),
            _ => (Line(Innermost(fault)), "see whether the endpoint is right and the server runs"),
        };
        return new($"The checkpoint store {location} cannot be {what}: {said}; {next}.", fault);
    }

    private static string Answer(AmazonServiceException fault) => $"the answer was {(int)fault.StatusCode} {fault.ErrorCode} ({Line(fault)})";

    private static bool IsAboutRegion(Exception fault) => fault.Message.Contains("RegionEndpoint", StringComparison.Ordinal);

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;

    private static string Line(Exception fault) => fault.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
