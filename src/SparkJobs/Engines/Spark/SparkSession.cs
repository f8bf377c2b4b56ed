using System.Globalization;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>
/// A spark-sql that is given its statements stretch by stretch: each as a file to be sourced, then a setting of a number. Spark prints the number
/// when it has come so far; another setting, last in the file, tells whether it came through the file or a statement failed. Not thread-safe.
/// </summary>
internal sealed class SparkSession(string folder) : IDisposable
{
    private const string Through = "maas.through";
    private const string Come = "maas.come";
    private const string Any = "maas.any";

    private readonly HashSet<string> _printed = new(StringComparer.Ordinal);
    private SparkProcess? _process;
    private TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _awaited = "";
    private int _stretches;

    /// <summary>Starts the command; its statements come from a pipe in the folder.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables to set beside those of this process.</param>
    /// <param name="readLine">Called with each line that it prints but for the answers to this session, one at a time.</param>
    public void Start(IEnumerable<string> command, IEnumerable<KeyValuePair<string, string>> environment, Action<string> readLine) =>
        _process = SparkProcess.Start(command, folder, environment, line => Read(line, readLine));

    /// <summary>Runs the statements up to the first that fails; returns whether none did. An end of Spark is a failure too.</summary>
    public async Task<bool> RunAsync(string statements, CancellationToken cancellationToken)
    {
        var number = (_stretches++).ToString(CultureInfo.InvariantCulture);
        var file = Path.Combine(folder, $"{number}.sql");
        await File.WriteAllTextAsync(file, $"{statements}\nSET {Through}={number};\n", cancellationToken).ConfigureAwait(false);
        var come = Await($"{Come}\t{number}");
        await Process.SendAsync($"SOURCE {file};\nSET {Come}={number};\n").ConfigureAwait(false);
        await Task.WhenAny(come, Process.WaitAsync(cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Has($"{Through}\t{number}");
    }

    /// <summary>Whether a view has rows; null if that could not be found out.</summary>
    public async Task<bool?> AnyAsync(string view, CancellationToken cancellationToken)
    {
        var answered = await RunAsync($"SELECT '{Any}', '{view}' FROM {SparkText.Name(view)} LIMIT 1;\n", cancellationToken)
            .ConfigureAwait(false);
        return answered ? Has($"{Any}\t{view}") : null;
    }

    /// <summary>Lets it end, waits for its last line, and returns its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await Process.SendAsync("QUIT;\n").ConfigureAwait(false);
        return await Process.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends it, if it has not ended, and waits until it has.</summary>
    public Task StopAsync() => Process.StopAsync();

    public void Dispose() => _process?.Dispose();

    private SparkProcess Process => _process ?? throw new InvalidOperationException("Spark was not started.");

    private Task Await(string line)
    {
        lock (_printed)
        {
            _come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = line;
            return _come.Task;
        }
    }

    private bool Has(string line)
    {
        lock (_printed)
        {
            return _printed.Contains(line);
        }
    }

    private void Read(string line, Action<string> readLine)
    {
        if (
            !line.StartsWith(Through, StringComparison.Ordinal)
            && !line.StartsWith(Come, StringComparison.Ordinal)
            && !line.StartsWith(Any, StringComparison.Ordinal)
        )
        {
            readLine(line);
            return;
        }

        lock (_printed)
        {
            _printed.Add(line);
            if (line == _awaited)
            {
                _come.TrySetResult();
            }
        }
    }
}
