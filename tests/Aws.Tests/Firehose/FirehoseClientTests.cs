using System.Net;
using System.Text;
using Amazon.Runtime;
using Maas.Aws.Firehose;
using Maas.Aws.Json;
using Maas.Aws.Tests.Json;
using Maas.Servers;

namespace Maas.Aws.Tests.Firehose;

public sealed class FirehoseClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutRecordBatch_Accepted_SendsWhatTheModelSaysAndReadsEveryEntry()
    {
        Assert.SkipWhen(OutsideProgram.PythonAws.Missing is not null, $"{OutsideProgram.PythonAws.Missing}");
        await using var server = new RecordingServer();
        server.Answer(
            """{"FailedPutCount":1,"Encrypted":false,"RequestResponses":[{"RecordId":"a"},{"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}]}"""
        );
        using var firehose = Client(server.Address);

        var response = await firehose.PutRecordBatchAsync(Batch("maas-tracking", "a,b\n", "ä,\"+/\"\n"), Cancellation);

        response.FailedPutCount.ShouldBe(1);
        response.RequestResponses.ShouldBe([new("a", null, null), new(null, "ServiceUnavailableException", "Slow down.")]);
        var call = server.Calls.ShouldHaveSingleItem();
        call.Target.ShouldBe("Firehose_20150804.PutRecordBatch");
        call.ContentType.ShouldBe("application/x-amz-json-1.1");
        call.Authorization.ShouldStartWith("AWS4-HMAC-SHA256 Credential=maas/");
        call.Authorization.ShouldContain($"/{AwsServers.Region}/firehose/aws4_request");
        await WireModel.ExpectValidAsync("firehose", server.Calls);
    }

    [Fact]
    public async Task DescribeDeliveryStream_Active_SendsWhatTheModelSaysAndReadsTheStatus()
    {
        Assert.SkipWhen(OutsideProgram.PythonAws.Missing is not null, $"{OutsideProgram.PythonAws.Missing}");
        await using var server = new RecordingServer();
        server.Answer(
            """{"DeliveryStreamDescription":{"DeliveryStreamName":"s","DeliveryStreamStatus":"ACTIVE","HasMoreDestinations":false}}"""
        );
        using var firehose = Client(server.Address);

        var response = await firehose.DescribeDeliveryStreamAsync(new DescribeDeliveryStreamRequest("s"), Cancellation);

        response.DeliveryStreamDescription.ShouldBe(new DeliveryStreamDescription("s", "ACTIVE"));
        await WireModel.ExpectValidAsync("firehose", server.Calls);
    }

    [Fact]
    public async Task DescribeDeliveryStream_WithADestination_ReadsWhereItWritesAndWhen()
    {
        await using var server = new RecordingServer();
        server.Answer(
            """
            {"DeliveryStreamDescription":{"DeliveryStreamName":"s","DeliveryStreamStatus":"ACTIVE","HasMoreDestinations":false,"Destinations":[{"DestinationId":"d",
            "ExtendedS3DestinationDescription":{"RoleARN":"r","BucketARN":"arn:aws:s3:::lake","Prefix":"raw/tracking/",
            "BufferingHints":{"SizeInMBs":64,"IntervalInSeconds":120},"CompressionFormat":"GZIP","EncryptionConfiguration":{"NoEncryptionConfig":"NoEncryption"}}}]}}
            """
        );
        using var firehose = Client(server.Address);

        var response = await firehose.DescribeDeliveryStreamAsync(new DescribeDeliveryStreamRequest("s"), Cancellation);

        response
            .DeliveryStreamDescription.Destinations.ShouldNotBeNull()
            .ShouldBe([new(new("arn:aws:s3:::lake", "raw/tracking/", new BufferingHints(120), "GZIP") { RoleArn = "r" })]);
    }

    [Theory]
    [InlineData("""{"__type":"com.amazonaws.firehose#ServiceUnavailableException","message":"Slow down."}""", 503)]
    [InlineData("""{"__type":"InternalFailure"}""", 500)]
    [InlineData("not JSON at all", 502)]
    public async Task PutRecordBatch_Fault_IsThrownAndNotSentAgain(string body, int status)
    {
        await using var server = new RecordingServer();
        server.Answer(body, (HttpStatusCode)status);
        using var firehose = Client(server.Address);

        var error = await Should.ThrowAsync<AmazonServiceException>(() => firehose.PutRecordBatchAsync(Batch("s", "a\n"), Cancellation));

        ((int)error.StatusCode).ShouldBe(status);
        server.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task PutRecordBatch_UnknownStream_NamesTheErrorWithoutItsNamespace()
    {
        await using var server = new RecordingServer();
        server.Answer(
            """{"__type":"com.amazonaws.firehose#ResourceNotFoundException","message":"No s under account 1."}""",
            HttpStatusCode.BadRequest
        );
        using var firehose = Client(server.Address);

        var error = await Should.ThrowAsync<AmazonServiceException>(() => firehose.PutRecordBatchAsync(Batch("s", "a\n"), Cancellation));

        error.ErrorCode.ShouldBe("ResourceNotFoundException");
        error.Message.ShouldBe("No s under account 1.");
    }

    [Fact]
    public async Task PutRecordBatch_RejectedForTheClock_IsSignedAndSentAgain()
    {
        await using var server = new RecordingServer();
        server.Answer(
            """{"__type":"InvalidSignatureException","message":"Signature expired."}""",
            HttpStatusCode.Forbidden,
            TimeProvider.System.GetUtcNow().AddHours(1)
        );
        server.Answer("""{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"}]}""");
        using var firehose = Client(server.Address);

        await firehose.PutRecordBatchAsync(Batch("s", "a\n"), Cancellation);

        server.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task DescribeDeliveryStream_FaultOnce_IsAskedAgain()
    {
        await using var server = new RecordingServer();
        server.Answer("""{"__type":"InternalFailure"}""", HttpStatusCode.InternalServerError);
        server.Answer("""{"DeliveryStreamDescription":{"DeliveryStreamName":"s","DeliveryStreamStatus":"CREATING"}}""");
        using var firehose = Client(server.Address);

        var response = await firehose.DescribeDeliveryStreamAsync(new DescribeDeliveryStreamRequest("s"), Cancellation);

        response.DeliveryStreamDescription.DeliveryStreamStatus.ShouldBe("CREATING");
    }

    private static FirehoseClient Client(Uri address) =>
        new(
            new JsonServiceConfig(FirehoseClient.Service)
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = AwsServers.Region,
                DefaultAWSCredentials = new BasicAWSCredentials(AwsServers.AccessKey, AwsServers.SecretKey),
            }
        );

    private static PutRecordBatchRequest Batch(string stream, params string[] records) =>
        new(stream, [.. records.Select(record => new FirehoseRecord(Encoding.UTF8.GetBytes(record)))]);
}
