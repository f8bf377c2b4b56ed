using System.Text;
using System.Text.RegularExpressions;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>
/// What spark-sql prints, line by line: keeps it in a file, follows the steps by their markers, and finds in it why a run failed. Not
/// thread-safe.
/// </summary>
internal sealed partial class SparkOutput : IDisposable
{
    private const string MarkerStart = SparkScripts.Marker + "\t";
    private const string StatementEnd = "Time taken: ";

    private readonly TextWriter _log;
    private readonly long _logBytesMax;
    private readonly TimeProvider _time;
    private readonly IRunProgress _progress;
    private readonly List<RunStep> _steps = [];
    private long _logBytes;
    private long _stepStarted;
    private RunStep? _step;
    private string? _failure;
    private string? _survived;
    private string? _lastLine;
    private bool _warning;

    public SparkOutput(string logPath, long logBytesMax, TimeProvider time, IRunProgress progress)
        : this(
            new StreamWriter(logPath, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true },
            logBytesMax,
            time,
            progress
        ) { }

    /// <summary>For what has been printed elsewhere, and is kept there.</summary>
    public SparkOutput(TimeProvider time)
        : this(TextWriter.Null, 0, time, IRunProgress.None) { }

    private SparkOutput(TextWriter log, long logBytesMax, TimeProvider time, IRunProgress progress)
    {
        _log = log;
        _logBytesMax = logBytesMax;
        _time = time;
        _progress = progress;
    }

    /// <summary>The steps that have ended.</summary>
    public IReadOnlyList<RunStep> Steps => _steps;

    /// <summary>The step under way, or what comes before the first.</summary>
    public string CurrentStep => _step?.Name ?? "start of Spark";

    /// <summary>The first exception of the step under way in one line, or else the last line printed, or null.</summary>
    public string? Failure => _failure ?? _survived ?? _lastLine;

    public void Read(string line)
    {
        Keep(line);
        if (line.StartsWith(MarkerStart, StringComparison.Ordinal))
        {
            Mark(line[MarkerStart.Length..].Trim());
        }
        else
        {
            Examine(line);
        }
    }

    /// <summary>Spark ended in the middle of a step: it has failed.</summary>
    public void Fail()
    {
        if (_step is not null)
        {
            End(RunStepState.Failed);
        }
    }

    public void Dispose() => _log.Dispose();

    private void Keep(string line)
    {
        _logBytes += Encoding.UTF8.GetByteCount(line) + 1;
        if (_logBytes <= _logBytesMax)
        {
            _log.Write(line + "\n");
        }
    }

    private void Mark(string name)
    {
        if (_step is not null)
        {
            End(RunStepState.Succeeded);
        }

        _failure = _survived = _lastLine = null;
        _step = null;
        if (name.Length == 0)
        {
            return;
        }

        _stepStarted = _time.GetTimestamp();
        _step = new RunStep(name, _time.GetUtcNow(), TimeSpan.Zero, Rows: null, RunStepState.Running);
        _progress.Report(_step);
    }

    private void End(RunStepState state)
    {
        var ended = _step! with { Elapsed = _time.GetElapsedTime(_stepStarted), State = state };
        _steps.Add(ended);
        _progress.Report(ended);
    }

    /// <summary>
    /// An exception stands on a line of its own, after the log line that it belongs to or after the failed statement's message. The first
    /// one is the cause; but one after a warning was survived, and counts only if there is no other.
    /// </summary>
    private void Examine(string line)
    {
        if (LogLine().Match(line) is { Success: true } log)
        {
            _warning = log.Groups["level"].Value is not "ERROR" and not "FATAL";
        }
        else if (line.StartsWith(StatementEnd, StringComparison.Ordinal))
        {
            _warning = false;
        }
        else if (StatementError().IsMatch(line))
        {
            _failure ??= line;
        }
        else if (ExceptionLine().IsMatch(line) && _warning)
        {
            _survived = line;
        }
        else if (ExceptionLine().IsMatch(line))
        {
            _failure ??= line;
        }
        else if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
        {
            _lastLine = line;
        }
    }

    [GeneratedRegex(@"^\d\d/\d\d/\d\d \d\d:\d\d:\d\d (?<level>[A-Z]+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LogLine();

    /// <summary>What spark-sql says of a statement that it could not run: a class in brackets, or the stage that failed.</summary>
    [GeneratedRegex(
        @"^(Error in query: |\[[A-Z][A-Z0-9_.]+\] |Job aborted due to stage failure: )",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex StatementError();

    [GeneratedRegex(
        @"^(Exception in thread ""[^""]*"" |Caused by: )?([a-z]\w*\.)+([A-Z]\w*\.)*[A-Z]\w*(Exception|Error)\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex ExceptionLine();
}
