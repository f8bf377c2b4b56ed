namespace Maas.Tracking.Delivery;

/// <summary>
/// What delivery itself counted of one app in one hour, with or after each durable append and never before it: the side of the books
/// that does not depend on what an engine can read.
/// </summary>
/// <param name="App">The app.</param>
/// <param name="Delivered">Tracking rows made durable.</param>
/// <param name="DeviceRows">Device rows made durable.</param>
/// <param name="SetAside">Rejected events made durable.</param>
/// <param name="Repeated">Copies that a device grain recognised and did not write again.</param>
/// <param name="Refused">Events that consent refused: counted, never stored.</param>
public sealed record HourTally(string App, long Delivered, long DeviceRows, long SetAside, long Repeated, long Refused)
{
    /// <summary>The sum, under the name of the left one.</summary>
    public static HourTally operator +(HourTally left, HourTally right) =>
        new(
            left.App,
            left.Delivered + right.Delivered,
            left.DeviceRows + right.DeviceRows,
            left.SetAside + right.SetAside,
            left.Repeated + right.Repeated,
            left.Refused + right.Refused
        );
}
