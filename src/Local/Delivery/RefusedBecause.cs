namespace Maas.Local.Delivery;

/// <summary>Why an append was refused: the <c>reason</c> tag of the instruments.</summary>
internal enum RefusedBecause
{
    QueueFull,
    Stopping,
    DiskFloor,
    BacklogFull,
    WriteFailed,
}
