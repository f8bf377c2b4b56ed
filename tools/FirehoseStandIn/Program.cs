using Maas.FirehoseStandIn;
using Microsoft.Extensions.DependencyInjection.Extensions;

// Kinesis Data Firehose as a process on this machine: takes records over the service's own API, buffers them and writes them to S3. See README.md.
var builder = WebApplication.CreateBuilder(args);
builder.Services.TryAddSingleton(TimeProvider.System);
builder.Services.Configure<StandInOptions>(builder.Configuration.GetSection(StandInOptions.Section));
builder.Services.AddSingleton<ObjectWriter>();
builder.Services.AddSingleton<FaultPlan>();
builder.Services.AddSingleton<DeliveryStreams>();
builder.Services.AddSingleton<DeliveryFaults>();
builder.Services.AddSingleton<BufferService>();
builder.Services.AddHostedService(provider => provider.GetRequiredService<BufferService>());

var app = builder.Build();
app.MapFirehose();
app.MapControl();
await app.RunAsync();
