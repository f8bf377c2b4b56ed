using System.Diagnostics;
using System.Text;
using Amazon.Runtime;
using Maas.Aws.Firehose;
using Maas.Aws.Json;
using Maas.Aws.Tests.Delivery;
using Maas.Servers;

namespace Maas.Aws.Tests.Firehose;

/// <summary>Our client against another's service, and another's client against our stand-in.</summary>
public sealed class FirehoseServersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_ToMoto_RecordsLandInS3()
    {
        Assert.SkipWhen(OutsideProgram.MotoServer.Missing is not null, $"{OutsideProgram.MotoServer.Missing}");
        Assert.SkipWhen(OutsideProgram.PythonAws.Missing is not null, $"{OutsideProgram.PythonAws.Missing}");
        await using var moto = await AwsServers.StartMotoAsync();
        await RunPythonAsync(
            moto.Address,
            """
            client('s3').create_bucket(Bucket='maas')
            client('firehose').create_delivery_stream(DeliveryStreamName='maas-tracking', ExtendedS3DestinationConfiguration={
                'RoleARN': 'arn:aws:iam::123456789012:role/firehose', 'BucketARN': 'arn:aws:s3:::maas', 'Prefix': 'raw/tracking/'})
            """
        );
        using var firehose = new FirehoseClient(
            new JsonServiceConfig(FirehoseClient.Service)
            {
                ServiceURL = moto.Address.ToString(),
                AuthenticationRegion = AwsServers.Region,
                DefaultAWSCredentials = new BasicAWSCredentials(AwsServers.AccessKey, AwsServers.SecretKey),
            }
        );

        var described = await firehose.DescribeDeliveryStreamAsync(new DescribeDeliveryStreamRequest("maas-tracking"), Cancellation);
        var put = await firehose.PutRecordBatchAsync(
            new PutRecordBatchRequest(
                "maas-tracking",
                [.. new[] { "a,b\n", "ä\n" }.Select(row => new FirehoseRecord(Encoding.UTF8.GetBytes(row)))]
            ),
            Cancellation
        );

        described.DeliveryStreamDescription.DeliveryStreamStatus.ShouldBe("ACTIVE");
        put.FailedPutCount.ShouldBe(0);
        put.RequestResponses!.Count.ShouldBe(2);
        var error = await Should.ThrowAsync<AmazonServiceException>(() =>
            firehose.DescribeDeliveryStreamAsync(new DescribeDeliveryStreamRequest("other"), Cancellation)
        );
        error.ErrorCode.ShouldBe("ResourceNotFoundException");
        var stored = await RunPythonAsync(
            moto.Address,
            """
            s3 = client('s3')
            for entry in s3.list_objects_v2(Bucket='maas', Prefix='raw/tracking/')['Contents']:
                print(s3.get_object(Bucket='maas', Key=entry['Key'])['Body'].read().decode('utf-8'), end='')
            """
        );
        stored.ShouldBe("a,b\nä\n");
    }

    [Fact]
    public async Task StandIn_ToBoto_IsFirehose()
    {
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        Assert.SkipWhen(OutsideProgram.PythonAws.Missing is not null, $"{OutsideProgram.PythonAws.Missing}");
        using var folder = new TemporaryFolder();
        await using var firehose = await FirehoseStandIn.StartAsync(folder.Path);

        var printed = await RunPythonAsync(
            firehose.Address,
            """
            firehose = client('firehose')
            print(firehose.describe_delivery_stream(DeliveryStreamName='maas-tracking')['DeliveryStreamDescription']['DeliveryStreamStatus'])
            answer = firehose.put_record_batch(DeliveryStreamName='maas-tracking', Records=[{'Data': b'a\n'}, {'Data': b'b\n'}])
            print(answer['FailedPutCount'], len(answer['RequestResponses']))
            print(len(firehose.put_record(DeliveryStreamName='maas-tracking', Record={'Data': b'c\n'})['RecordId']) > 0)
            for bad in ([{'Data': b'x'}] * 501, [{'Data': b'x' * 1024001}]):
                try:
                    firehose.put_record_batch(DeliveryStreamName='maas-tracking', Records=bad)
                except firehose.exceptions.InvalidArgumentException as error:
                    print(error.response['Error']['Code'])
            try:
                firehose.describe_delivery_stream(DeliveryStreamName='other')
            except firehose.exceptions.ResourceNotFoundException as error:
                print(error.response['Error']['Code'])
            """
        );
        await firehose.FlushAsync();

        printed.ShouldBe("ACTIVE\n0 2\nTrue\nInvalidArgumentException\nInvalidArgumentException\nResourceNotFoundException\n");
        firehose.ReadLines("raw/tracking").ShouldBe(["a", "b", "c"]);
    }

    private static async Task<string> RunPythonAsync(Uri address, string script)
    {
        const string Preamble = """
            import sys, boto3, botocore.config
            sys.stdout.reconfigure(encoding='utf-8')
            def client(name):
                return boto3.client(name, endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='maas', aws_secret_access_key='maas-secret',
                                    config=botocore.config.Config(retries={'max_attempts': 1}, s3={'addressing_style': 'path'}, parameter_validation=False))
            """;
        var start = new ProcessStartInfo(OutsideProgram.PythonAws.Path, ["-c", $"{Preamble}\n{script}", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, await errors);
        return output;
    }
}
