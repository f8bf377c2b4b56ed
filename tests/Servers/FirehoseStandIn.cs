using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;

namespace Maas.Servers;

/// <summary>
/// The Firehose stand-in as a process of its own, in front of an S3 server over a folder. The bucket is a folder in it, so what was
/// delivered is read as files.
/// </summary>
public sealed class FirehoseStandIn : IAsyncDisposable
{
    public const string Bucket = "maas";

    private readonly ServerProcess _s3;
    private readonly ServerProcess _firehose;
    private readonly HttpClient _control;

    private FirehoseStandIn(string folder, ServerProcess s3, ServerProcess firehose)
    {
        (BucketFolder, _s3, _firehose) = (Path.Combine(folder, Bucket), s3, firehose);
        _control = new HttpClient { BaseAddress = new Uri(firehose.Address, "/control/") };
    }

    public Uri Address => _firehose.Address;

    public Uri S3Address => _s3.Address;

    /// <summary>The bucket's objects as files.</summary>
    public string BucketFolder { get; }

    /// <param name="folder">An empty folder for the S3 server.</param>
    /// <param name="bufferInterval">How long records are buffered; 5 min by default, as silos take for granted, for tests flush.</param>
    /// <param name="bufferBytes">Bytes at which a buffer is written before that; the service's default, 5 MiB, by default.</param>
    /// <param name="settings">Further environment of the stand-in.</param>
    public static async Task<FirehoseStandIn> StartAsync(
        string folder,
        TimeSpan? bufferInterval = null,
        long bufferBytes = 5 * 1024 * 1024,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        // To the server a bucket is a folder, so that it need not be asked for one.
        Directory.CreateDirectory(Path.Combine(folder, Bucket));
        var s3 = await AwsServers.StartS3Async(folder);
        try
        {
            var interval = (bufferInterval ?? TimeSpan.FromMinutes(5)).ToString("c", CultureInfo.InvariantCulture);
            var firehose = await ServerProcess.StartAsync(port =>
            {
                string[] arguments =
                [
                    "--urls",
                    $"http://127.0.0.1:{port}",
                    $"--StandIn:Bucket={Bucket}",
                    $"--StandIn:BufferInterval={interval}",
                    $"--StandIn:BufferBytes={bufferBytes}",
                ];
                var start = BuiltProgram.Start("tools/FirehoseStandIn", arguments);
                start.Environment["AWS_ENDPOINT_URL_S3"] = s3.Address.ToString();
                start.Environment["AWS_REGION"] = AwsServers.Region;
                start.Environment["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey;
                start.Environment["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey;
                foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
                {
                    start.Environment[name] = value;
                }

                return start;
            });
            return new FirehoseStandIn(folder, s3, firehose);
        }
        catch
        {
            await s3.DisposeAsync();
            throw;
        }
    }

    /// <summary>The faults of the next calls to the stream, one each; the kinds are the stand-in's.</summary>
    public Task FailNextAsync(string stream, params object[] faults) => PostAsync("faults", new { stream, next = faults });

    /// <summary>The fault of every call to the stream from now on.</summary>
    public Task FailAlwaysAsync(string stream, object fault) => PostAsync("faults", new { stream, standing = fault });

    public async Task HealAsync()
    {
        using var answer = await _control.DeleteAsync(new Uri("faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public async Task DeliverAsync(TimeSpan delay, int copies)
    {
        using var answer = await _control.PutAsJsonAsync("delivery", new { delaySeconds = delay.TotalSeconds, copies });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Has everything that was taken written to S3.</summary>
    public Task FlushAsync() => PostAsync("flush", new { });

    public async Task<FirehoseStreamState> ReadStateAsync(string stream) =>
        (await _control.GetFromJsonAsync<Dictionary<string, FirehoseStreamState>>("streams"))![stream];

    /// <summary>Every line of the objects whose key begins with the prefix.</summary>
    public IReadOnlyList<string> ReadLines(string prefix) => [.. Keys(prefix).SelectMany(ReadObject)];

    public IReadOnlyList<string> Keys(string prefix)
    {
        var folder = Path.Combine(BucketFolder, prefix);
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(BucketFolder, path).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }

    /// <summary>Stops the stand-in as a person would, so that it delivers what it holds.</summary>
    public Task<int> InterruptAsync() => _firehose.InterruptAsync();

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _firehose.DisposeAsync();
        await _s3.DisposeAsync();
    }

    private IEnumerable<string> ReadObject(string key)
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Path.Combine(BucketFolder, key)), CompressionMode.Decompress),
            Encoding.UTF8
        );
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>What a stream of the stand-in has seen since its start.</summary>
public sealed record FirehoseStreamState(long Calls, long Records, long Bytes, int Buffered);
