namespace Maas.Tracking.Runs;

/// <summary>
/// Every tracking event of an hour, accounted for. The first four are delivery's own counts, the others the engine's, except
/// <c>Surplus = max(0, Read − Delivered)</c>.
/// </summary>
/// <param name="Delivered">Rows made durable.</param>
/// <param name="SetAside">Malformed events in the rejected stream.</param>
/// <param name="Repeated">Copies recognised before they were written.</param>
/// <param name="Refused">Events that consent refused.</param>
/// <param name="Read">Rows the run read.</param>
/// <param name="Surplus">Rows read beyond those counted: a resend after an unknown outcome, counters lost with a crash, a foreign file.</param>
/// <param name="Matched">Rows of a lake device, written to the lake.</param>
/// <param name="Unmatched">Rows of a device that the lake does not know yet.</param>
/// <param name="Duplicate">Further copies of an event.</param>
/// <param name="Bad">Rows that do not parse.</param>
public sealed record Books(
    long Delivered,
    long SetAside,
    long Repeated,
    long Refused,
    long Read,
    long Surplus,
    long Matched,
    long Unmatched,
    long Duplicate,
    long Bad
)
{
    public static Books Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static Books operator +(Books left, Books right) =>
        new(
            left.Delivered + right.Delivered,
            left.SetAside + right.SetAside,
            left.Repeated + right.Repeated,
            left.Refused + right.Refused,
            left.Read + right.Read,
            left.Surplus + right.Surplus,
            left.Matched + right.Matched,
            left.Unmatched + right.Unmatched,
            left.Duplicate + right.Duplicate,
            left.Bad + right.Bad
        );
}

/// <summary>The books of one app. The app is empty for rows of which it could not be read.</summary>
public sealed record AppBooks(string App, Books Books);

/// <summary>The books of an hour, and whether they balance.</summary>
/// <param name="Total">Over all apps.</param>
/// <param name="Apps">In ordinal order of the app.</param>
/// <param name="Failure">Which side is short and by how much, in one line; empty when the books balance.</param>
public sealed record BooksResult(Books Total, IReadOnlyList<AppBooks> Apps, string Failure)
{
    public bool Balanced => Failure.Length == 0;
}
