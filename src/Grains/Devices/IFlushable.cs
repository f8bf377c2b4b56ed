namespace Maas.Grains.Devices;

/// <summary>Something whose changes are saved some time later.</summary>
internal interface IFlushable
{
    /// <summary>Saves what has changed; runs on the scheduler that the change was made on. Does not throw: what fails comes again.</summary>
    Task FlushAsync();
}
