namespace Maas.Contracts.Runs;

/// <summary>
/// The books of an hour. <c>Read = Matched + Unmatched + Duplicate + Bad</c>; <c>Surplus = Read − Delivered</c> when positive; fewer rows
/// read than delivered fails the run.
/// </summary>
[GenerateSerializer, Immutable, Alias("maas.BooksView")]
public sealed record BooksView(
    [property: Id(0)] long Delivered,
    [property: Id(1)] long SetAside,
    [property: Id(2)] long Repeated,
    [property: Id(3)] long Refused,
    [property: Id(4)] long Read,
    [property: Id(5)] long Surplus,
    [property: Id(6)] long Matched,
    [property: Id(7)] long Unmatched,
    [property: Id(8)] long Duplicate,
    [property: Id(9)] long Bad
);

[GenerateSerializer, Immutable, Alias("maas.AppBooksView")]
public sealed record AppBooksView([property: Id(0)] string App, [property: Id(1)] BooksView Books);
