using Amazon.Runtime.Endpoints;
using Maas.Aws.Thin;

namespace Maas.Aws.Query;

/// <summary>The configuration of a service that speaks AWS Query. A global one is signed for, and reached in, its partition's own region.</summary>
internal sealed class QueryServiceConfig : ThinServiceConfig
{
    public QueryServiceConfig(QueryService service)
        : base(service)
    {
        Service = service;
        if (service.IsGlobal)
        {
            AuthenticationRegion = RegionEndpoint?.PartitionName switch
            {
                "aws-cn" => "cn-north-1",
                "aws-us-gov" => "us-gov-west-1",
                _ => "us-east-1",
            };
        }
    }

    public QueryService Service { get; }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        Service.IsGlobal && string.IsNullOrEmpty(ServiceURL)
            ? new Endpoint(
                AuthenticationRegion switch
                {
                    "cn-north-1" => $"https://{Service.EndpointPrefix}.cn-north-1.amazonaws.com.cn/",
                    "us-gov-west-1" => $"https://{Service.EndpointPrefix}.us-gov.amazonaws.com/",
                    _ => $"https://{Service.EndpointPrefix}.amazonaws.com/",
                }
            )
            : base.DetermineServiceOperationEndpoint(parameters);
}
