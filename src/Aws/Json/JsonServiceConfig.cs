using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Maas.Aws.Json;

/// <summary>The SDK's usual configuration (region, credentials, endpoint overrides, proxies, timeouts) for one service.</summary>
internal sealed class JsonServiceConfig : ClientConfig
{
    private const string ClientVersion = "1.0";

    public JsonServiceConfig(JsonService service)
        : base(
            new DefaultConfigurationProvider([
                new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard },
            ])
        )
    {
        Service = service;
        ServiceId = service.Id;
        AuthenticationServiceName = service.EndpointPrefix;
        // By default the SDK sends a request up to ten times more, whatever it does, when its connection ends before an answer: below the retry
        // policy, which decides about the operations that may be repeated.
        MaxStaleConnectionRetries = 0;
        UserAgent = InternalSDKUtils.BuildUserAgentString(service.Id, ClientVersion);
    }

    public JsonService Service { get; }

    public override string RegionEndpointServiceName => Service.EndpointPrefix;

    public override string ServiceVersion => Service.Version;

    public override string UserAgent { get; }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        if (!string.IsNullOrEmpty(ServiceURL))
        {
            return new Endpoint(ServiceURL);
        }

        var region =
            RegionEndpoint
            ?? throw new AmazonClientException(
                $"No AWS region is configured for {Service.Id}: set AWS_REGION, or a region in the profile."
            );
        return new Endpoint($"https://{Service.EndpointPrefix}.{region.SystemName}.{region.PartitionDnsSuffix}/");
    }
}
