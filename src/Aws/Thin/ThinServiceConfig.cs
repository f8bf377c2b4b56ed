using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Maas.Aws.Thin;

/// <summary>The SDK's usual configuration (region, credentials, endpoint overrides, proxies, timeouts) for one service.</summary>
internal abstract class ThinServiceConfig : ClientConfig
{
    private const string ClientVersion = "1.0";

    private readonly ThinService _service;

    protected ThinServiceConfig(ThinService service)
        : base(
            new DefaultConfigurationProvider([
                new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard },
            ])
        )
    {
        _service = service;
        ServiceId = service.Id;
        AuthenticationServiceName = service.EndpointPrefix;
        // By default the SDK sends a request up to ten times more, whatever it does, when its connection ends before an answer: below the retry
        // policy, which decides about the operations that may be repeated.
        MaxStaleConnectionRetries = 0;
        UserAgent = InternalSDKUtils.BuildUserAgentString(service.Id, ClientVersion);
    }

    public override string RegionEndpointServiceName => _service.EndpointPrefix;

    public override string ServiceVersion => _service.Version;

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
                $"No AWS region is configured for {_service.Id}: set AWS_REGION, or a region in the profile."
            );
        return new Endpoint($"https://{_service.EndpointPrefix}.{region.SystemName}.{region.PartitionDnsSuffix}/");
    }
}
