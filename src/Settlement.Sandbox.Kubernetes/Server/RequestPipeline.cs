using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.CustomResources.Definitions;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Server;

/// <summary>The way of a request through the server. Whatever goes wrong is an answer, never the end of the process.</summary>
internal sealed class RequestPipeline(RequestRouter router, IAuthenticator authenticator, IAuthorizer authorizer, DefinitionController definitions, ILogger logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-cache, private";
        try
        {
            await RouteAsync(http);
        }
        catch (StatusException refusal)
        {
            await Answers.StatusAsync(http, refusal);
        }
        catch (BadHttpRequestException e)
        {
            await Answers.StatusAsync(http, new StatusException(e.StatusCode, e.StatusCode == 413 ? "RequestEntityTooLarge" : "BadRequest", e.Message));
        }
        catch (Exception e) when (e is ClientGoneException || http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
            http.Abort();
        }
        catch (Exception e)
        {
            Log.RequestFailed(logger, e, http.Request.Method, http.Request.Path);
            await Answers.StatusAsync(http, StatusException.Internal(e.Message));
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        var user = authenticator.Authenticate(http) ?? throw new StatusException(401, "Unauthorized", "Unauthorized");
        var attributes = RequestPath.Parse(http.Request);
        var asked = attributes with { Name = RequestPath.SelectedName(http.Request, attributes) };
        var decision = authorizer.Decide(user, asked);
        if (!decision.Allowed)
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            throw Access.Refusals.Forbidden(user, asked, decision.Reason);
        }

        await definitions.SettledAsync(http.RequestAborted);
        await router.RouteAsync(http, attributes, user);
    }
}
