using System.Diagnostics;

namespace Maas.Servers;

/// <summary>Stand-ins for AWS as server processes of their own. The keys are any to all of them but the S3 server.</summary>
public static class AwsServers
{
    public const string AccessKey = "maas";
    public const string SecretKey = "maas-secret";
    public const string Region = "us-east-1";

    /// <summary>A real S3 server over a folder; an object KEY of bucket B is the file FOLDER/B/KEY.</summary>
    public static Task<ServerProcess> StartS3Async(string folder) =>
        ServerProcess.StartAsync(port =>
        {
            var start = new ProcessStartInfo(OutsideProgram.S3Server.Path, [$"127.0.0.1:{port}", folder]);
            start.Environment["S3_ACCESS_KEY"] = AccessKey;
            start.Environment["S3_SECRET_KEY"] = SecretKey;
            return start;
        });

    /// <summary>Moto: S3, Firehose, EMR, DynamoDB, CloudFormation and more, in memory.</summary>
    public static Task<ServerProcess> StartMotoAsync() =>
        ServerProcess.StartAsync(port => new ProcessStartInfo(OutsideProgram.MotoServer.Path, ["-H", "127.0.0.1", "-p", $"{port}"]));

    /// <summary>Amazon's DynamoDB Local; with a folder its tables outlive a kill, without one they are in memory.</summary>
    public static Task<ServerProcess> StartDynamoDbAsync(string? folder = null) =>
        ServerProcess.StartAsync(port => new ProcessStartInfo(
            "java",
            [
                "-Djava.library.path=DynamoDBLocal_lib",
                "-jar",
                "DynamoDBLocal.jar",
                "-sharedDb",
                "-port",
                $"{port}",
                .. folder is null ? (string[])["-inMemory"] : ["-dbPath", folder],
            ]
        )
        {
            WorkingDirectory = OutsideProgram.DynamoDbLocal.Path,
        });
}
