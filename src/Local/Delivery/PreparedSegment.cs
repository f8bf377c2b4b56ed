namespace Maas.Local.Delivery;

/// <summary>A segment whose hour files are written and flushed under temporary names.</summary>
internal sealed record PreparedSegment(SealedSegment Segment, IReadOnlyList<(string Temporary, SealedFile File)> Files);
