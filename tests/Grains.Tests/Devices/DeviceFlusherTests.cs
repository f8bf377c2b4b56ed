using Maas.Grains.Devices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Grains.Tests.Devices;

public sealed class DeviceFlusherTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly DeviceFlusher _flusher;

    public DeviceFlusherTests() =>
        _flusher = new DeviceFlusher(Options.Create(new DeviceRegistryOptions()), _time, NullLogger<DeviceFlusher>.Instance);

    public void Dispose() => _flusher.Dispose();

    [Fact]
    public async Task FlushDue_BeforeAndAfterTheInterval_SavesOnlyWhatIsDue()
    {
        var (early, late) = (new Probe(), new Probe());
        _flusher.Add(early);
        _time.Advance(TimeSpan.FromSeconds(30));
        _flusher.Add(late);
        await _flusher.FlushDueAsync(TestContext.Current.CancellationToken);
        early.Flushes.ShouldBe(0);

        _time.Advance(TimeSpan.FromSeconds(30));
        await _flusher.FlushDueAsync(TestContext.Current.CancellationToken);

        early.Flushes.ShouldBe(1);
        late.Flushes.ShouldBe(0);
        _flusher.Count.ShouldBe(1);
    }

    [Fact]
    public async Task FlushAll_WhatComesAgain_WaitsForTheNextFlush()
    {
        var failing = new Probe();
        failing.OnFlush = () => _flusher.Add(failing);
        _flusher.Add(failing);

        await _flusher.FlushAllAsync(TestContext.Current.CancellationToken);

        failing.Flushes.ShouldBe(1);
        _flusher.Count.ShouldBe(1);
    }

    private sealed class Probe : IFlushable
    {
        public int Flushes { get; private set; }

        public Action? OnFlush { get; set; }

        public Task FlushAsync()
        {
            Flushes++;
            OnFlush?.Invoke();
            return Task.CompletedTask;
        }
    }
}
