namespace QwenWebChat.App.Api;

/// <summary>A wire format: how an API writes its errors.</summary>
internal interface IApiFormat
{
    /// <summary>Returns the JSON body of an error.</summary>
    object ErrorBody(ApiException error, string requestId);
}
