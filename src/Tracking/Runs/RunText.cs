using System.Collections.Immutable;

namespace Maas.Tracking.Runs;

/// <summary>How texts and steps are brought into the ledger: on one line, within their bounds, at rest.</summary>
internal static class RunText
{
    /// <summary>The steps of a run that has ended: none of them runs any more, whatever the engine told last.</summary>
    public static ImmutableArray<RunStep> Stopped(ImmutableArray<RunStep> steps, RunStepState state, DateTimeOffset at) =>
        [
            .. steps.Select(step =>
                step.State switch
                {
                    RunStepState.Running => step with { State = state, Elapsed = at - step.StartedAt },
                    RunStepState.Pending => step with { State = RunStepState.Cancelled },
                    _ => step,
                }
            ),
        ];

    public static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= RunRecord.ReasonLengthMax ? line : line[..(RunRecord.ReasonLengthMax - 1)] + "…";
    }

    public static string Short(string text) => text.Length <= RunCluster.TextLengthMax ? text : text[..RunCluster.TextLengthMax];
}
