using Maas.Simulation.Service;

namespace Maas.Cli.Output;

/// <summary>Backfills for people.</summary>
internal static class BackfillText
{
    public static async Task WriteAsync(CliEnvironment environment, IReadOnlyList<ServiceBackfill> backfills)
    {
        if (backfills.Count == 0)
        {
            await environment.Out.WriteLineAsync("No backfills yet: maas run FROM TO over several hours begins one.");
            return;
        }

        var table = new TextTable(
            "backfill",
            "from",
            "to",
            ">hours",
            ">succeeded",
            ">failed",
            ">cancelled",
            ">left",
            ">rows read",
            "remark"
        );
        foreach (var backfill in backfills)
        {
            table.Add(
                backfill.Id,
                Formats.Hour(backfill.From),
                Formats.Hour(backfill.To),
                Formats.Count(backfill.Runs),
                Formats.Count(backfill.Succeeded),
                Formats.Count(backfill.Failed),
                Formats.Count(backfill.Cancelled),
                Formats.Count(backfill.Planned + backfill.UnderWay),
                Formats.Count(backfill.Books.Read),
                Remark(backfill)
            );
        }

        table.Write(environment);
        foreach (var failure in backfills.SelectMany(static backfill => backfill.Failures))
        {
            await environment.Out.WriteLineAsync($"{Formats.Hour(failure.Hour)} failed (run {failure.RunId}): {failure.Reason}");
        }
    }

    private static string Remark(ServiceBackfill backfill) =>
        string.Join(
            ", ",
            new[]
            {
                backfill.DryRun ? "dry run" : "",
                backfill.Next is { } next ? $"now at {Formats.Hour(next)}" : "",
                backfill.EndedAt is { } end ? $"took {Formats.Duration(end - backfill.RequestedAt)}" : "",
            }.Where(static part => part.Length > 0)
        );
}
