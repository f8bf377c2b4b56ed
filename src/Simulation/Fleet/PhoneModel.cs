namespace Maas.Simulation.Fleet;

/// <summary>A model of phone or tablet as its SDK reports it.</summary>
/// <param name="Manufacturer">Such as <c>samsung</c>.</param>
/// <param name="Model">The technical name: <c>Build.MODEL</c> on Android, the machine identifier on Apple's systems.</param>
/// <param name="MarketingName">What the box says.</param>
/// <param name="System">The operating system's name: <c>Android</c>, <c>iOS</c> or <c>iPadOS</c>.</param>
/// <param name="OldestSystem">The oldest major version in use on it.</param>
/// <param name="NewestSystem">The newest major version that it runs.</param>
/// <param name="Width">Screen width, physical pixels.</param>
/// <param name="Height">Screen height, physical pixels.</param>
public sealed record PhoneModel(
    string Manufacturer,
    string Model,
    string MarketingName,
    string System,
    int OldestSystem,
    int NewestSystem,
    int Width,
    int Height
)
{
    public bool IsApple => System != "Android";

    /// <summary>The <c>platform</c> of its rows.</summary>
    public string Platform => IsApple ? "ios" : "android";
}
