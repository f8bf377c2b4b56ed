using System.IO.Compression;
using Maas.SparkJobs.Engines.Spark;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs.Clusters;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>Finds in a failed step's logs why it failed: EMR itself mostly knows no more than where they are.</summary>
internal sealed class StepLogs(IObjectStore store, TimeProvider time)
{
    private const string Errors = "stderr.gz";
    private const string Output = "stdout.gz";

    /// <summary>The statement's step, as far as it is known, and the cause in one line.</summary>
    public async Task<(string Step, string Cause)> ExplainAsync(ClusterStep step, CancellationToken cancellationToken)
    {
        var fallback = step.Reason.Length == 0 ? "it failed" : step.Reason;
        if (KeyOf(step.Log) is not { } errors)
        {
            return (step.Name, fallback);
        }

        using var output = new SparkOutput(time);
        // What is printed names the step under way; the exception is among the errors.
        var read = await ReadAsync($"{errors[..^Errors.Length]}{Output}", output, cancellationToken).ConfigureAwait(false);
        var name = read && output.CurrentStep.StartsWith(step.Name, StringComparison.Ordinal) ? output.CurrentStep : step.Name;
        return await ReadAsync(errors, output, cancellationToken).ConfigureAwait(false)
            ? (name, output.Failure ?? fallback)
            : (name, fallback);
    }

    /// <summary>The log's key in the object store; null when it is elsewhere.</summary>
    private string? KeyOf(string? log)
    {
        var root = store.Locate(Errors)[..^Errors.Length];
        return log is not null && log.StartsWith(root, StringComparison.Ordinal) && log.EndsWith(Errors, StringComparison.Ordinal)
            ? log[root.Length..]
            : null;
    }

    /// <summary>False when the log is not there: EMR may be behind with it.</summary>
    private async Task<bool> ReadAsync(string key, SparkOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            if (stream is null)
            {
                return false;
            }

            await using var gzip = new GZipStream(stream, CompressionMode.Decompress);
            using var reader = new StreamReader(gzip);
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                output.Read(line);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return false;
        }
    }
}
