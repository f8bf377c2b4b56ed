namespace Maas.SparkJobs.Engines;

/// <summary>A step of a run failed. The message names the step and the cause in one line: it becomes the run's reason.</summary>
public sealed class BatchStepException(string step, string cause, Exception? innerException = null)
    : Exception($"{step}: {FirstLine(cause)}", innerException)
{
    public string Step { get; } = step;

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).ToString();
    }
}
