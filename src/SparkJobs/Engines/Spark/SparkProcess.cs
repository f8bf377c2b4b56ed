using System.Diagnostics;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>
/// A spark-sql as a child process whose life is tied to this one's. Between the two stands a shell that starts Spark as a process group of
/// its own and a guard beside it: the guard passes on what this process sends, and when that pipe ends, kills the group. So Spark and all that it
/// started end on <see cref="StopAsync"/>, and just as surely when this process is killed and can do nothing any more.
/// </summary>
internal sealed class SparkProcess : IDisposable
{
    private static readonly TimeSpan StopWait = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Monitor mode gives each background job a group of its own. Interrupts from a terminal are this product's to answer, so the shell
    /// ignores them. Only Spark keeps the output: what the shell says of its jobs is no part of it, and a guard that held it open would be waited for.
    /// </summary>
    private const string Shell = """
        trap '' INT HUP
        exec 3<&0 </dev/null
        mkfifo statements || exit 126
        set -m
        "$@" 3<&- <statements &
        spark=$!
        exec >/dev/null 2>&1
        { cat <&3 >statements; kill -KILL -- -$spark; } &
        guard=$!
        exec 3<&-
        wait $spark
        code=$?
        kill -KILL -- -$guard
        exit $code
        """;

    private readonly Process _process;
    private readonly Task _reading;

    private SparkProcess(Process process, Action<string> readLine)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, readLine), ReadAsync(process.StandardError, readLine));
    }

    /// <summary>Starts the command.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">The current directory of the program, where the pipe to it is made.</param>
    /// <param name="environment">Variables to set beside those of this process.</param>
    /// <param name="readLine">Called with each line that it prints, one at a time.</param>
    public static SparkProcess Start(
        IEnumerable<string> command,
        string folder,
        IEnumerable<KeyValuePair<string, string>> environment,
        Action<string> readLine
    )
    {
        var start = new ProcessStartInfo("bash", ["-c", Shell, "maas-spark", .. command])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var gate = new Lock();
        return new SparkProcess(
            Process.Start(start) ?? throw new InvalidOperationException("bash did not start."),
            line =>
            {
                lock (gate)
                {
                    readLine(line);
                }
            }
        );
    }

    /// <summary>Sends text to its input. Nobody reads it once the program has ended, which is no error of the sender.</summary>
    public async Task SendAsync(string text)
    {
        try
        {
            await _process.StandardInput.WriteAsync(text).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException) { }
    }

    /// <summary>Waits for its end and its last line; returns its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends it, if it has not ended, and waits until it has.</summary>
    public async Task StopAsync()
    {
        try
        {
            await _process.StandardInput.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What was still to be sent reaches nobody: the program has ended.
        }

        await Task.WhenAll(_process.WaitForExitAsync(CancellationToken.None), _reading)
            .WaitAsync(StopWait)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _process.Dispose();

    private static async Task ReadAsync(StreamReader reader, Action<string> readLine)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            readLine(line);
        }
    }
}
