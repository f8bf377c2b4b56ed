using System.Text.Json;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli.Tests;

public sealed class RunNewsTests
{
    [Fact]
    public void Of_ARunOnACluster_StatesWithTimesClusterStepsAndLogs() =>
        RunNews
            .Of(
                Run(
                    """
                    {"id":"r1","state":"running",
                     "transitions":[{"state":"planned","at":"2026-11-22T11:01:00Z"},{"state":"submitted","at":"2026-11-22T11:01:02Z"}],
                     "cluster":{"id":"j-1","state":"RUNNING"},
                     "steps":[{"name":"emr/device_lake","state":"failed","startedAt":"2026-11-22T11:01:00Z","elapsedMs":1,"log":"s3://logs/s-1"},
                              {"name":"emr/tracking_match","state":"pending","startedAt":"2026-11-22T11:01:00Z","elapsedMs":0}]}
                    """
                )
            )
            .ShouldBe([
                "2026-11-22 11:01:00Z  planned",
                "2026-11-22 11:01:02Z  submitted",
                "cluster j-1  RUNNING",
                "step emr/device_lake  failed, log: s3://logs/s-1",
            ]);

    [Fact]
    public void Of_ARunInTheServicesProcess_StatesOnly() =>
        RunNews
            .Of(
                Run(
                    """
                    {"id":"r1","state":"running","transitions":[{"state":"planned","at":"2026-11-22T11:01:00Z"}],
                     "steps":[{"name":"device_lake/read","state":"succeeded","startedAt":"2026-11-22T11:01:00Z","elapsedMs":1}]}
                    """
                )
            )
            .ShouldHaveSingleItem();

    private static ServiceRun Run(string json) => JsonSerializer.Deserialize<ServiceRun>(json, ServiceJson.Options)!;
}
