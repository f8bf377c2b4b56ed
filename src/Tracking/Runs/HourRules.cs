using Maas.Tracking.Delivery;

namespace Maas.Tracking.Runs;

/// <summary>
/// What is due. It follows from the stored ledger and the raw files as they are, never from a timer, so that a missed, late or doubled
/// tick changes nothing.
/// </summary>
public static class HourRules
{
    /// <summary>
    /// Judges an hour. <paramref name="raw"/> is null when no raw file holds rows of it; <paramref name="owed"/> says that delivery has
    /// counted rows in it all the same, so that its run will have to fail, loudly.
    /// </summary>
    public static HourVerdict Judge(HourEntry entry, RawHour? raw, bool owed, DateTimeOffset now, LedgerPolicy policy)
    {
        if (entry.UnderWay is { DryRun: false })
        {
            return new(HourState.Running, null);
        }

        var closesAt = policy.ClosesAt(entry.Hour);
        if (now < closesAt)
        {
            return new(HourState.Open, raw is null && !owed ? null : closesAt);
        }

        if (raw is null && (!owed || entry.DoneMark is not null))
        {
            return WithoutFiles(entry, policy);
        }

        var mark = raw?.Mark ?? "";
        var changed = !string.Equals(mark, entry.DoneMark, StringComparison.Ordinal);
        if (!changed && entry.ReopenedAt is null)
        {
            return new(HourState.Done, null);
        }

        if (entry.Tries > 0 || entry.Parked)
        {
            return new(HourState.Failed, NextTryAt(entry, raw, mark, policy));
        }

        if (entry.DoneMark is null)
        {
            return new(HourState.Due, FirstRunAt(raw, closesAt, policy));
        }

        return new(HourState.Reopened, Later(changed ? raw?.LastChangedAt : null, entry.ReopenedAt, closesAt) + policy.QuietTime);
    }

    /// <summary>
    /// Retention may have removed the files of a done hour: nothing to do. A run of another hour cannot re-open it either, for there is
    /// nothing to read.
    /// </summary>
    private static HourVerdict WithoutFiles(HourEntry entry, LedgerPolicy policy)
    {
        if (entry.DoneMark is not null)
        {
            return new(HourState.Done, null);
        }

        return entry.Tries > 0 || entry.Parked ? new(HourState.Failed, NextTryAt(entry, raw: null, "", policy)) : new(HourState.Done, null);
    }

    /// <summary>Backoff while tries are left. Changed files are a reason of their own once they are quiet, whatever was tried before.</summary>
    private static DateTimeOffset? NextTryAt(HourEntry entry, RawHour? raw, string mark, LedgerPolicy policy)
    {
        var retryAt = MayRetry(entry, policy) ? entry.RetryAt : null;
        if (raw is null || string.Equals(mark, entry.TriedMark, StringComparison.Ordinal))
        {
            return retryAt;
        }

        var quietAt = raw.LastChangedAt + policy.QuietTime;
        return retryAt < quietAt ? retryAt : quietAt;
    }

    private static bool MayRetry(HourEntry entry, LedgerPolicy policy) => !entry.Parked && entry.Tries < policy.TriesMax;

    /// <summary>
    /// An hour's first run starts as soon as the hour closes, also when sealing took a little longer. Files that came much later are late
    /// files like any other, perhaps still being copied in, and must be quiet first.
    /// </summary>
    private static DateTimeOffset FirstRunAt(RawHour? raw, DateTimeOffset closesAt, LedgerPolicy policy) =>
        raw is not null && raw.LastChangedAt > closesAt + policy.QuietTime ? raw.LastChangedAt + policy.QuietTime : closesAt;

    private static DateTimeOffset Later(DateTimeOffset? filesAt, DateTimeOffset? reopenedAt, DateTimeOffset closesAt)
    {
        var files = filesAt ?? DateTimeOffset.MinValue;
        var reopened = reopenedAt ?? DateTimeOffset.MinValue;
        var later = files > reopened ? files : reopened;
        return later > DateTimeOffset.MinValue ? later : closesAt;
    }
}
