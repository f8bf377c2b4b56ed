using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>
/// Raw files that the lake's rows of an hour come from can be gone, mostly because retention removed them. Running the hour again would then
/// take their rows out of the lake, so it is not done.
/// </summary>
internal sealed class InputGuard(IRawStore store, IHourlyBatch batch)
{
    /// <summary>What is missing for a run of the hour; null when nothing is, or when the hour was not done yet.</summary>
    public async Task<InputLoss?> FindLossAsync(HourEntry entry, CancellationToken cancellationToken)
    {
        if (entry.DoneMark is null || entry.LakeRunId is null || entry.Find(entry.LakeRunId) is not { } run)
        {
            return null;
        }

        if (await batch.FindReportAsync(run.Order, cancellationToken) is not { } report)
        {
            return null;
        }

        var files = await store.ListFilesAsync(entry.Hour, cancellationToken);
        var known = report.Inputs.Select(file => file.Key).Concat(report.RefusedFiles.Select(file => file.Key));
        var keys = files.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var missing = report.Inputs.Where(file => !keys.Contains(file.Key)).Select(file => file.Key).ToList();
        keys.ExceptWith(known);
        return missing.Count == 0 ? null : new(run.Id, missing.Count, missing[0], keys.Count);
    }
}

/// <summary>Raw files that the run behind the lake's rows read and that are gone.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Missing">How many.</param>
/// <param name="FirstMissing">One of them.</param>
/// <param name="Added">Files that it did not read, and that wait to be run.</param>
internal sealed record InputLoss(string RunId, int Missing, string FirstMissing, int Added)
{
    public override string ToString() =>
        $"{Missing} raw files that run {RunId} read are gone, such as {FirstMissing}: running the hour again would take their rows out of the "
        + "lake; bring them back, then request the hour";
}
