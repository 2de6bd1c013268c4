/** Generated from openapi.json by `npm run codegen`; do not edit. */

export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the instance answers. Needs no token. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the instance is doing. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bands, with the defaults a profile of each starts with. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Region"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulated-site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create two simulated gateways and twenty simulated devices, and let them send. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Stop the simulated site and delete everything it created. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instance's settings. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings. They take effect at once. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SettingsInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sizes of the files, rows and age of each kind of history, and how long it is kept. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Storage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/storage/clean": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete what is older than it is to be kept, now. Progress and results are those of the task. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with account and password. At most 100 sign-ins run; one more ends the one that was
         *     used the longest ago. After many wrong passwords the answer is 429 with `Retry-After`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Credentials"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the sign-in that the caller came with. An access token stays valid. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the instance takes the caller for. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the password of the account `admin`, so that a browser can sign in without a token. Every
         *     sign-in but the caller's ends; access tokens stay valid.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPassword"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndedSignIns"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sign-ins that are not over, the latest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_SignIn"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a sign-in at once. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-ins/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End every sign-in but the caller's. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndedSignIns"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tokens. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Token"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Make a token. Its text is in this answer and nowhere else. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TokenInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CreatedToken"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token at once: live data and MQTT clients that came in by it end, too. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tenants. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Tenant"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a tenant. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TenantInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Tenant"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's MQTT account. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MqttAccount"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Change the tenant's MQTT password. Connected clients are cut off and log in again. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MqttPassword"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List gateways: the tenant's, and unregistered ones that send to this instance. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    registered?: boolean;
                    /** @description `online`, `offline` or `never_seen`. */
                    status?: string;
                    /** @description Code or id of a location: only those at it, or at one in it. */
                    location?: string;
                    /** @description Id of a task: only gateways that it imported. */
                    task?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Gateway"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Register a gateway. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GatewayInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Gateway"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateways/{eui}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One gateway. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Gateway"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Forget a registered gateway. If it goes on sending it appears as unregistered. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a registered gateway. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GatewayInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Gateway"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/gateways/{eui}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a person has seen who else uses a gateway's EUI. It is told again when it goes on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Gateway"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateway-addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where gateways find this instance: the addresses of the computer it runs on, and the ports. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GatewayAddresses"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateways/{eui}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was counted of a gateway: traffic of the last day, signal of the last hour, clock, errors. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GatewayStatistics"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/basics-station": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where Basics Station gateways connect, and what they have to trust. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BasicsStation"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/basics-station/tc.trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The station's file `tc.trust`. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-pem-file": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateways/{eui}/station-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a Basics Station token for a gateway. A former one ends. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewStationToken"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Take a gateway's Basics Station token away. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tenant's profiles. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `ABP` or `OTAA`. */
                    join_mode?: string;
                    /** @description A band standard, such as `EU868`. */
                    standard?: string;
                    enable?: boolean;
                    /** @description Whether a device record of the same EUI exists. */
                    has_device?: boolean;
                    /** @description `ClassA` or `ClassC`. */
                    class_mode?: string;
                    /** @description This batch, whatever its capitals. */
                    batch?: string;
                    /** @description Id of a task: only profiles to which it did something, or that its file had. */
                    task?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Profile"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a profile. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProfileInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The batches that profiles have, by name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchUse"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/free-dev-addr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Propose a DevAddr that nothing uses yet. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FreeDevAddr"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/{dev_eui}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One profile with its keys. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dev_eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a profile, its session and its nonces. The keys cannot be recovered. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dev_eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a profile. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dev_eui: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProfileInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/lorawan-profiles/{dev_eui}/clear-nonces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget the DevNonces a device has used, so that one which lost its memory can join again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dev_eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/{dev_eui}/reset-counters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a personalised (ABP) device that was reset start again: the next uplink may have any
         *     counter, the next downlink has counter 0.
         * @description Until the device is heard a recorded frame would be accepted once more.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dev_eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tenant's devices. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `online`, `offline` or `never_seen`. */
                    status?: string;
                    device_type?: string;
                    data_from?: string;
                    /** @description EUI: only its sub-devices. */
                    parent?: string;
                    /** @description Id or id name of a mounted thing model. */
                    thing_model?: string;
                    /** @description Id or name of the device template they were made or last reset by. */
                    template?: string;
                    /** @description Id or method of a mounted RPC model. */
                    rpc?: string;
                    /** @description Id or name of a mounted trigger model. */
                    trigger?: string;
                    /** @description Code or id of a location: only those at it, or at one in it. */
                    location?: string;
                    /** @description Only those with this tag, whatever its capitals. */
                    tag?: string;
                    /** @description Only those with one of these tags at least; with commas between them. */
                    tags_any?: string;
                    /** @description Only those with all of these tags. */
                    tags_all?: string;
                    /** @description Only those with none of these tags. */
                    tags_none?: string;
                    /** @description `ok`, `missing`, `disabled`, `down_off` or `none`. */
                    profile?: string;
                    /**
                     * @description When they were last heard, in seconds before now: `within:3600`, `over:86400` or `never`;
                     *     with commas between several, all of which must hold.
                     */
                    last_seen?: string;
                    /** @description Active alarms: `any`, `none`, or a level of which there is one. */
                    alarm?: string;
                    /**
                     * @description A switch and its state, such as `modbus_tcp:on`; with commas between several. Switches are
                     *     `real_time_storage`, `things_board`, `home_assistant`, `bacnet`, `modbus_tcp` and
                     *     `third_party`.
                     */
                    switch?: string;
                    /** @description Id of a task: only devices to which it did something, or that its file had. */
                    task?: string;
                    /**
                     * @description Conditions on the latest values under `thing_model`, with `;` between them:
                     *     `field:op:value` with `eq`, `ne`, `ge`, `le` or `has`.
                     */
                    where?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Device"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a device. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeviceInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/check-eui": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check an EUI while it is typed. */
        get: {
            parameters: {
                query: {
                    eui: string;
                    /** @description `LoRaWAN` (default) or `OTHER`. */
                    data_from?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EuiAnswer"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device with attributes and profile. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a device. */
        delete: {
            parameters: {
                query?: {
                    /** @description Delete its LoRaWAN profile too. */
                    profile?: boolean;
                    /** @description Delete its telemetry too. */
                    telemetry?: boolean;
                    /**
                     * @description Delete its sub-devices too, each with what goes with it. They stay without a parent
                     *     otherwise.
                     */
                    children?: boolean;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a device. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeviceInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/devices/{eui}/attributes/{side}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The attributes of one side of a device: `server` or `shared`. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                    side: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Attributes"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change attributes of one side of a device. Values of shared attributes are sent to the device. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                    side: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AttributesInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Attributes"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/devices/{eui}/attributes/{side}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set or describe one attribute. The value of a shared attribute is sent to the device. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                    side: string;
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AttributeInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Attribute"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Take an attribute away. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                    side: string;
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/relations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tenant's relations. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Only relations of this source. */
                    from_eui?: string;
                    /** @description Only relations of this target. */
                    to_eui?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Relation"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Bind sources with targets. A pair that is bound already gets the new `notify_fields`. All pairs
         *     are bound or none.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BindingInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Relation"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/relations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One relation. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Relation"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** End a relation. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change what a target hears of. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RelationInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Relation"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/gateways/{eui}/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a gateway: when it came and went, and who else used its EUI. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 100 when absent. */
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a device: when it came and when it fell silent for its heartbeat period. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 100 when absent. */
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-params": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What RPC scripts find in `org_params`. It may hold passwords, so it needs `read_keys`. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrgParams"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Replace what scripts find in `org_params`. The next script gets it. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OrgParams"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrgParams"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/diagnosis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explain why a device is heard or not, with the frames that prove it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Diagnosis"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/{dev_eui}/diagnosis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explain why the device of a profile is heard or not, whether or not it has a record. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dev_eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Diagnosis"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/downlinks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a device, and what became of the last downlinks. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Downlinks"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Queue a downlink. It is stored when this answers, and sent when the device listens. To a device
         *     that is fed by MQTT it is published: on the outside broker it was last heard from, or here.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DownlinkInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Downlink"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Take everything that waits for a device out of its queue. What is on its way stays. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cleared"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/downlinks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take one waiting downlink out of the queue. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/mac": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a device has in force, what it should have, and what it was asked for. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mac"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Ask a device for what neither profile nor settings want. It is asked after its next uplink. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MacInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mac"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/devices/{eui}/mac/status-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for battery and margin after the next uplink. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mac"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/mac/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try everything again that the device refused or did not answer. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mac"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/telemetry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest values under one thing model of all devices that mount it.
         * @description Filters and sorts like the list of devices; `thing_model` is required here, and `sort` also takes
         *     `value.` with the key of a field.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `online`, `offline` or `never_seen`. */
                    status?: string;
                    device_type?: string;
                    data_from?: string;
                    /** @description EUI: only its sub-devices. */
                    parent?: string;
                    /** @description Id or id name of a mounted thing model. */
                    thing_model?: string;
                    /** @description Id or name of the device template they were made or last reset by. */
                    template?: string;
                    /** @description Id or method of a mounted RPC model. */
                    rpc?: string;
                    /** @description Id or name of a mounted trigger model. */
                    trigger?: string;
                    /** @description Code or id of a location: only those at it, or at one in it. */
                    location?: string;
                    /** @description Only those with this tag, whatever its capitals. */
                    tag?: string;
                    /** @description Only those with one of these tags at least; with commas between them. */
                    tags_any?: string;
                    /** @description Only those with all of these tags. */
                    tags_all?: string;
                    /** @description Only those with none of these tags. */
                    tags_none?: string;
                    /** @description `ok`, `missing`, `disabled`, `down_off` or `none`. */
                    profile?: string;
                    /**
                     * @description When they were last heard, in seconds before now: `within:3600`, `over:86400` or `never`;
                     *     with commas between several, all of which must hold.
                     */
                    last_seen?: string;
                    /** @description Active alarms: `any`, `none`, or a level of which there is one. */
                    alarm?: string;
                    /**
                     * @description A switch and its state, such as `modbus_tcp:on`; with commas between several. Switches are
                     *     `real_time_storage`, `things_board`, `home_assistant`, `bacnet`, `modbus_tcp` and
                     *     `third_party`.
                     */
                    switch?: string;
                    /** @description Id of a task: only devices to which it did something, or that its file had. */
                    task?: string;
                    /**
                     * @description Conditions on the latest values under `thing_model`, with `;` between them:
                     *     `field:op:value` with `eq`, `ne`, `ge`, `le` or `has`.
                     */
                    where?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Realtime"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/telemetry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest values of a device, by thing model. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Latest"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete what one thing model recorded for a device: the latest values and the history. */
        delete: {
            parameters: {
                query: {
                    /** @description Id of the thing model whose records go. */
                    thing_model: string;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/telemetry/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of one thing model's values on a device. */
        get: {
            parameters: {
                query: {
                    /** @description Id of the thing model. */
                    thing_model: string;
                    /** @description RFC 3339 or milliseconds; from the beginning when absent. */
                    from?: string;
                    /** @description RFC 3339 or milliseconds; until now when absent. */
                    to?: string;
                    /**
                     * @description Records in a page, 1 to 10000; 1000 when absent. A page also ends when its values reach
                     *     4 MiB.
                     */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description `desc` (newest first, default) or `asc`. */
                    order?: string;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["History"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/telemetry/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The history of one thing model's values on a device for a chart: the least, the greatest and the
         *     newest value of each field in each of a bounded number of pieces.
         */
        get: {
            parameters: {
                query: {
                    /** @description Id of the thing model. */
                    thing_model: string;
                    /** @description RFC 3339 or milliseconds. */
                    from: string;
                    /** @description RFC 3339 or milliseconds; until now when absent. */
                    to?: string;
                    /** @description Pieces that the time is divided into at most, 1 to 2000; 500 when absent. */
                    buckets?: number;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TelemetrySeries"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/telemetry/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The history of one thing model's values on a device as a file, one row a record: numbers are
         *     numbers, times are dates in a workbook.
         */
        get: {
            parameters: {
                query: {
                    /** @description Id of the thing model. */
                    thing_model: string;
                    /** @description RFC 3339 or milliseconds; from the beginning when absent. */
                    from?: string;
                    /** @description RFC 3339 or milliseconds, excluded; until now when absent. */
                    to?: string;
                    /** @description `xlsx` (default; 200,000 records at most) or `csv` (any number). */
                    format?: string;
                    /**
                     * @description These fields in this order, with commas between them; when absent the model's in their
                     *     order, then what else was recorded by its name.
                     */
                    fields?: string;
                    /** @description `true`: headers are the fields' keys and times RFC 3339 in UTC, for programs. */
                    raw?: boolean;
                    /** @description Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it. */
                    offset_min?: number;
                    /** @description `asc` (oldest first, default) or `desc`. */
                    order?: string;
                };
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/thing-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the thing models the tenant may use: its own and the public ones. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `PUBLIC` or the tenant's code. */
                    scope?: string;
                    tag?: string;
                    /** @description Id of a task: only models that it imported. */
                    task?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_ThingModel"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a thing model. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ThingModelInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ThingModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/thing-models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One thing model with its script. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ThingModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a thing model that no device has mounted. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change a thing model. Built-in ones are read-only: duplicate them; promoted ones are
         *     changed with the permission `manage`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ThingModelInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ThingModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/thing-models/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a thing model's script wrote to the console, and its failures, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelLog"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/rpc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be called on a device: the RPC models it mounts, then those it has from its parent. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallableRpcModel"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Call an RPC model on a device. The answer is the run as it is then; its log goes on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RpcCall"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RpcRun"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rpc-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls of RPC models (RPC log), newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description An RPC model, by method or id. */
                    rpc?: string;
                    /** @description `queued`, `running`, `delivering`, `finished`, `failed`, `cancelled` or `interrupted`. */
                    state?: string;
                    /** @description `panel`, `api`, `mqtt`, `trigger`, `execution` or `attribute`. */
                    origin?: string;
                    /** @description Any part of the EUI, method, label, operator or (English) result. */
                    q?: string;
                    /**
                     * @description With `q`, comma-separated codes of sentences: calls whose `result_said` is one of them, or
                     *     has one in it, match as well. For whoever reads results in another language.
                     */
                    said?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage_RpcRun"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/rpc-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls of RPC models as a file, one a row, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default; 200,000 entries at most) or `csv` (any number). */
                    format?: string;
                    /** @description These fields of the list's entries in this order, with commas between them. */
                    fields?: string;
                    /** @description What stands above them, with commas between; the fields' names when absent. */
                    labels?: string;
                    /** @description Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it. */
                    offset_min?: number;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description An RPC model, by method or id. */
                    rpc?: string;
                    /** @description `queued`, `running`, `delivering`, `finished`, `failed`, `cancelled` or `interrupted`. */
                    state?: string;
                    /** @description `panel`, `api`, `mqtt`, `trigger`, `execution` or `attribute`. */
                    origin?: string;
                    /** @description Any part of the EUI, method, label, operator or (English) result. */
                    q?: string;
                    /**
                     * @description With `q`, comma-separated codes of sentences: calls whose `result_said` is one of them, or
                     *     has one in it, match as well. For whoever reads results in another language.
                     */
                    said?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rpc-runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RpcRun"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rpc-runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a call: no further step is taken, and its frames that wait are taken out of the queue. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RpcRun"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rpc-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the RPC models the tenant may use: its own and the public ones. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `PUBLIC` or the tenant's code. */
                    scope?: string;
                    tag?: string;
                    /** @description Id of a task: only models that it imported. */
                    task?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_RpcModel"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add an RPC model. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RpcModelInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RpcModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rpc-models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One RPC model. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RpcModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete an RPC model that no device has mounted. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change an RPC model. Built-in ones are read-only: duplicate them; promoted ones are
         *     changed with the permission `manage`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RpcModelInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RpcModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/trigger-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the trigger models the tenant may use: its own and the public ones. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `PUBLIC` or the tenant's code. */
                    scope?: string;
                    tag?: string;
                    /** @description Id of a task: only models that it imported. */
                    task?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_TriggerModel"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a trigger model. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TriggerModelInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trigger-models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trigger model. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a trigger model that no device has mounted. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change a trigger model. Built-in ones are read-only: duplicate them; promoted ones are
         *     changed with the permission `manage`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TriggerModelInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerModelDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/trigger-models/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a trigger's script wrote to the console, its failures, and actions that could not be
         *     started, newest first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelLog"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the device templates the tenant may use: its own and the public ones. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `PUBLIC` or the tenant's code. */
                    scope?: string;
                    tag?: string;
                    /** @description Id of a task: only models that it imported. */
                    task?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_DeviceTemplate"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a device template. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeviceTemplateInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceTemplate"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device template. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceTemplate"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a device template. Devices that were made by it stay as they are. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change a device template. Built-in ones are read-only: duplicate them; promoted ones are
         *     changed with the permission `manage`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeviceTemplateInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceTemplate"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/devices/{eui}/template-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a device is, as a device template that is not stored yet: its models, tags and switches,
         *     and its attributes with their values as defaults.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceTemplateDraft"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a file (.xlsx or .csv, of models .json; the body) row by row, without changing anything.
         * @description The plan stays for an hour after it was last looked at, and not over a restart.
         */
        post: {
            parameters: {
                query?: {
                    /** @description Name of the file. */
                    file?: string;
                    /** @description Sheet of a workbook; the first visible one when absent. */
                    sheet?: string;
                    /**
                     * @description Encoding of a text file: `utf-8`, `gb18030` or `windows-1252`; found out when absent. A byte
                     *     order mark says it better.
                     */
                    encoding?: string;
                };
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportPlan"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A workbook to fill in, with lists to choose from, examples and explanations. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fields that workbooks of a kind have columns for. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportField"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A checked file as a whole. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportPlan"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rows of a checked file: what each would do, field by field, and what is odd about it. */
        get: {
            parameters: {
                query?: {
                    /** @description `create`, `update`, `unchanged`, `error`, `warning` or `failed`. */
                    show?: string;
                    /** @description Rows in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_ImportRow"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/columns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say which column is which field, and check every row again. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImportColumnsInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportPlan"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/imports/{id}/rows/{row}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Type a cell of a row anew, and check every row again. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    row: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImportCell"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportPlan"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/imports/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to do exactly what was checked, as a task. A row whose record changed since then is left
         *     alone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImportApply"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rows as they were given, with what they would do or became of them, as a workbook. */
        get: {
            parameters: {
                query?: {
                    /** @description Only rows that have errors or were not applied. */
                    failed?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every matching record as a file that can be imported again without changing anything.
         * @description The filters are those of the lists. Keys leave only with the permission `read_keys`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default) or `csv`; `json` for models. */
                    format?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Only these fields, with commas between them. */
                    fields?: string;
                    /** @description `false`: without the keys, even for callers who may read them. */
                    keys?: boolean;
                    /** @description Profiles: `ABP` or `OTAA`. */
                    join_mode?: string;
                    /** @description Profiles: a band standard. */
                    standard?: string;
                    /** @description Profiles: only enabled or disabled ones. */
                    enable?: boolean;
                    /** @description Profiles: whether a device record of the same EUI exists. */
                    has_device?: boolean;
                    /** @description Profiles: `ClassA` or `ClassC`. */
                    class_mode?: string;
                    /** @description Profiles: this batch, whatever its capitals. */
                    batch?: string;
                    /** @description Models: `PUBLIC` or the tenant's code. */
                    scope?: string;
                    /** @description Gateways: whether they are registered. Those that are not are never exported. */
                    registered?: boolean;
                    /** @description `online`, `offline` or `never_seen`. */
                    status?: string;
                    device_type?: string;
                    data_from?: string;
                    /** @description EUI: only its sub-devices. */
                    parent?: string;
                    /** @description Id or id name of a mounted thing model. */
                    thing_model?: string;
                    /** @description Id or name of the device template they were made or last reset by. */
                    template?: string;
                    /** @description Id or method of a mounted RPC model. */
                    rpc?: string;
                    /** @description Id or name of a mounted trigger model. */
                    trigger?: string;
                    /** @description Code or id of a location: only those at it, or at one in it. */
                    location?: string;
                    /** @description Only those with this tag, whatever its capitals. */
                    tag?: string;
                    /** @description Only those with one of these tags at least; with commas between them. */
                    tags_any?: string;
                    /** @description Only those with all of these tags. */
                    tags_all?: string;
                    /** @description Only those with none of these tags. */
                    tags_none?: string;
                    /** @description `ok`, `missing`, `disabled`, `down_off` or `none`. */
                    profile?: string;
                    /**
                     * @description When they were last heard, in seconds before now: `within:3600`, `over:86400` or `never`;
                     *     with commas between several, all of which must hold.
                     */
                    last_seen?: string;
                    /** @description Active alarms: `any`, `none`, or a level of which there is one. */
                    alarm?: string;
                    /**
                     * @description A switch and its state, such as `modbus_tcp:on`; with commas between several. Switches are
                     *     `real_time_storage`, `things_board`, `home_assistant`, `bacnet`, `modbus_tcp` and
                     *     `third_party`.
                     */
                    switch?: string;
                    /** @description Id of a task: only devices to which it did something, or that its file had. */
                    task?: string;
                    /**
                     * @description Conditions on the latest values under `thing_model`, with `;` between them:
                     *     `field:op:value` with `eq`, `ne`, `ge`, `le` or `has`.
                     */
                    where?: string;
                };
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Selected records as a file; otherwise like the export of all that match. */
        post: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default) or `csv`; `json` for models. */
                    format?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Only these fields, with commas between them. */
                    fields?: string;
                    /** @description `false`: without the keys, even for callers who may read them. */
                    keys?: boolean;
                    /** @description Profiles: `ABP` or `OTAA`. */
                    join_mode?: string;
                    /** @description Profiles: a band standard. */
                    standard?: string;
                    /** @description Profiles: only enabled or disabled ones. */
                    enable?: boolean;
                    /** @description Profiles: whether a device record of the same EUI exists. */
                    has_device?: boolean;
                    /** @description Profiles: `ClassA` or `ClassC`. */
                    class_mode?: string;
                    /** @description Profiles: this batch, whatever its capitals. */
                    batch?: string;
                    /** @description Models: `PUBLIC` or the tenant's code. */
                    scope?: string;
                    /** @description Gateways: whether they are registered. Those that are not are never exported. */
                    registered?: boolean;
                    /** @description `online`, `offline` or `never_seen`. */
                    status?: string;
                    device_type?: string;
                    data_from?: string;
                    /** @description EUI: only its sub-devices. */
                    parent?: string;
                    /** @description Id or id name of a mounted thing model. */
                    thing_model?: string;
                    /** @description Id or name of the device template they were made or last reset by. */
                    template?: string;
                    /** @description Id or method of a mounted RPC model. */
                    rpc?: string;
                    /** @description Id or name of a mounted trigger model. */
                    trigger?: string;
                    /** @description Code or id of a location: only those at it, or at one in it. */
                    location?: string;
                    /** @description Only those with this tag, whatever its capitals. */
                    tag?: string;
                    /** @description Only those with one of these tags at least; with commas between them. */
                    tags_any?: string;
                    /** @description Only those with all of these tags. */
                    tags_all?: string;
                    /** @description Only those with none of these tags. */
                    tags_none?: string;
                    /** @description `ok`, `missing`, `disabled`, `down_off` or `none`. */
                    profile?: string;
                    /**
                     * @description When they were last heard, in seconds before now: `within:3600`, `over:86400` or `never`;
                     *     with commas between several, all of which must hold.
                     */
                    last_seen?: string;
                    /** @description Active alarms: `any`, `none`, or a level of which there is one. */
                    alarm?: string;
                    /**
                     * @description A switch and its state, such as `modbus_tcp:on`; with commas between several. Switches are
                     *     `real_time_storage`, `things_board`, `home_assistant`, `bacnet`, `modbus_tcp` and
                     *     `third_party`.
                     */
                    switch?: string;
                    /** @description Id of a task: only devices to which it did something, or that its file had. */
                    task?: string;
                    /**
                     * @description Conditions on the latest values under `thing_model`, with `;` between them:
                     *     `field:op:value` with `eq`, `ne`, `ge`, `le` or `has`.
                     */
                    where?: string;
                };
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Selection"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions that are kept of a model. A built-in one has none. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelVersionList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/{id}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a model was in one version. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelVersionContent"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/{id}/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved test cases of a model. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelCaseList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Keep a test case of a model, 50 at most. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ModelCaseInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelCase"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/{id}/cases/{case}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replace a test case of a model. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                    case: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ModelCaseInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelCase"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Delete a test case of a model. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                    case: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/{id}/scope": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make a model of the tenant everybody's (`PUBLIC`), or a promoted one the tenant's again.
         * @description Everybody may use a public model, and only who has the permission `manage` may change it. It can
         *     be taken back as long as no other tenant uses it; what ships stays public.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ModelScopeInput"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/network/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Frames as gateways heard and sent them (NS data), newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Gateway EUI. */
                    gateway?: string;
                    dev_eui?: string;
                    dev_addr?: string;
                    /** @description `up` or `down`. */
                    direction?: string;
                    /** @description One of these kinds, with commas, such as `join_request,join_accept`. */
                    kind?: string;
                    /** @description Port, 0 to 255. */
                    f_port?: number;
                    /** @description Whether it acknowledges a frame of the other side. */
                    ack?: boolean;
                    /** @description A verdict's word, such as `mic_failed`. */
                    verdict?: string;
                    /** @description Any part of a DevEUI, DevAddr or gateway EUI. */
                    q?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage_Frame"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/network/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of the application layer (AS data), newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description Id of a thing model: messages of the devices that have it mounted. */
                    thing_model?: string;
                    /** @description `up` or `dn`; acknowledgements are neither. */
                    direction?: string;
                    /** @description One of these kinds, with commas, such as `ackSeq,ackTx`. */
                    kind?: string;
                    /** @description Port, 0 to 255. */
                    f_port?: number;
                    /** @description Any part of a device EUI. */
                    q?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage_Message"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Frames as gateways heard and sent them as a file, one a row, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default; 200,000 entries at most) or `csv` (any number). */
                    format?: string;
                    /** @description These fields of the list's entries in this order, with commas between them. */
                    fields?: string;
                    /** @description What stands above them, with commas between; the fields' names when absent. */
                    labels?: string;
                    /** @description Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it. */
                    offset_min?: number;
                    /** @description Gateway EUI. */
                    gateway?: string;
                    dev_eui?: string;
                    dev_addr?: string;
                    /** @description `up` or `down`. */
                    direction?: string;
                    /** @description One of these kinds, with commas, such as `join_request,join_accept`. */
                    kind?: string;
                    /** @description Port, 0 to 255. */
                    f_port?: number;
                    /** @description Whether it acknowledges a frame of the other side. */
                    ack?: boolean;
                    /** @description A verdict's word, such as `mic_failed`. */
                    verdict?: string;
                    /** @description Any part of a DevEUI, DevAddr or gateway EUI. */
                    q?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of the application layer as a file, one a row, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default; 200,000 entries at most) or `csv` (any number). */
                    format?: string;
                    /** @description These fields of the list's entries in this order, with commas between them. */
                    fields?: string;
                    /** @description What stands above them, with commas between; the fields' names when absent. */
                    labels?: string;
                    /** @description Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it. */
                    offset_min?: number;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description Id of a thing model: messages of the devices that have it mounted. */
                    thing_model?: string;
                    /** @description `up` or `dn`; acknowledgements are neither. */
                    direction?: string;
                    /** @description One of these kinds, with commas, such as `ackSeq,ackTx`. */
                    kind?: string;
                    /** @description Port, 0 to 255. */
                    f_port?: number;
                    /** @description Any part of a device EUI. */
                    q?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The active alarms. They sort by `level`, `eui`, `name`, `title`, `raised_at` and
         *     `last_trigger_time`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description `low`, `mid`, `high` or `urgent`. */
                    level?: string;
                    /** @description Whether somebody has seen it. */
                    acknowledged?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Alarm"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to alarms, newest first; kept for `alarm_retention_d` days. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description `low`, `mid`, `high` or `urgent`. */
                    level?: string;
                    /** @description `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`. */
                    event?: string;
                    /** @description Any part of an EUI, a name, a title or a description. */
                    q?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage_AlarmLogEntry"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The active alarms that match as a file, one a row. */
        get: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default; 200,000 entries at most) or `csv` (any number). */
                    format?: string;
                    /** @description These fields of the list's entries in this order, with commas between them. */
                    fields?: string;
                    /** @description What stands above them, with commas between; the fields' names when absent. */
                    labels?: string;
                    /** @description Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it. */
                    offset_min?: number;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description `low`, `mid`, `high` or `urgent`. */
                    level?: string;
                    /** @description Whether somebody has seen it. */
                    acknowledged?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/alarm-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to alarms as a file, one event a row, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `xlsx` (default; 200,000 entries at most) or `csv` (any number). */
                    format?: string;
                    /** @description These fields of the list's entries in this order, with commas between them. */
                    fields?: string;
                    /** @description What stands above them, with commas between; the fields' names when absent. */
                    labels?: string;
                    /** @description Minutes that the reader's clock is ahead of UTC; 0 when absent. The header says it. */
                    offset_min?: number;
                    /** @description Device EUI. */
                    eui?: string;
                    /** @description `low`, `mid`, `high` or `urgent`. */
                    level?: string;
                    /** @description `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`. */
                    event?: string;
                    /** @description Any part of an EUI, a name, a title or a description. */
                    q?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An active alarm; `404` when it has ended. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alarm"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a person has seen alarms. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlarmHandlingInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlarmHandlingResult"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clear alarms by hand. One whose cause is still there comes back when it is raised again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlarmHandlingInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlarmHandlingResult"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{eui}/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The triggers that run for a device: its own in their order, then those of its parent. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    eui: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceTrigger"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the locations: each place before those in it. They also sort by `code`, `name`, `devices`
         *     and `updated_at`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Location"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a location. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LocationInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Location"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/locations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One location. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Location"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete a location. Refused while another one is in it, or a device, gateway or device template
         *     is at it; the answer names them. It was kept in a restore point and can be brought back.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a location, or put it into another one with everything in it. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LocationInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Location"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/notification-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the notification groups. They sort by `name` and `updated_at`. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_NotificationGroup"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a notification group. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NotificationGroupInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationGroup"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One notification group. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationGroup"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a notification group. Scripts that name it go on; their log says that it is gone. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a notification group. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NotificationGroupInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationGroup"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/notification-groups/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell a group something now, enabled or not, and wait for what comes of it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationTest"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of notifications, newest first; kept for `notice_log_retention_d` days. */
        get: {
            parameters: {
                query?: {
                    /** @description A group's name. */
                    group?: string;
                    /** @description Items in a page, 1 to 1000; 100 when absent. */
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage_NotificationLogEntry"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The mail server. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailSettings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set the mail server. The next message goes there. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MailSettingsInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailSettings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a mail now and wait for what comes of it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TestMailInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationTest"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outside-brokers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The brokers outside, with their state. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OutsideBroker"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a broker and, when it is enabled, connect to it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OutsideBrokerInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OutsideBroker"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outside-brokers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One broker with its state. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OutsideBroker"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a broker, and what waits for it. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a broker. Its connection is made anew at once. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OutsideBrokerInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OutsideBroker"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/outside-brokers/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Connect, log in, subscribe and leave again. Changes nothing; answers within half a minute. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OutsideBrokerTest"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scheduled-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the scheduled tasks. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_ScheduledTask"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a scheduled task. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScheduledTaskInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScheduledTask"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scheduled-tasks/next-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Try a cron expression: its next times, or what is wrong with it at the field `cron`. */
        get: {
            parameters: {
                query: {
                    /** @description Six fields: `second minute hour day month weekday`. */
                    cron: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NextRuns"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scheduled-tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One scheduled task. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScheduledTask"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a scheduled task that no device execution runs by. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a scheduled task. It counts from then on; times before are not made up for. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScheduledTaskInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScheduledTask"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/device-executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the device executions. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Only those that run by the scheduled task with this id. */
                    cron_task?: string;
                    /** @description Only those that call this device. */
                    eui?: string;
                    /** @description Only those that call the RPC model with this id. */
                    rpc_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_DeviceExecution"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add a device execution. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeviceExecutionInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceExecutionDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-executions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device execution with its devices. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceExecutionDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a device execution. A run that is going on is stopped. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change a device execution; a run that is going on stays as it is. Enabling one whose fixed
         *     count was reached begins the count anew.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DeviceExecutionInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceExecutionDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/device-executions/{id}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a device execution now, enabled or not. Such a run does not count for a fixed count. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-executions/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the run that is going on after the device it is at. What was sent stays sent. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeviceExecutionDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/one-time-rpc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call an RPC on devices one after another. Progress and results are those of the task. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OneTimeRpcInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/one-time-rpc/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what a command would meet, and what it would do to the first device. Nothing happens. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OneTimeRpcQuestion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OneTimeRpcOutlook"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/selection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What devices have: types, models, attributes, tags, each with the number of devices. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedDevices"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SelectionFacts"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/selection/telemetry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What thing models recorded for devices; at most 200,000 records are counted. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedDevices"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecordedTelemetry"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reset-by-template/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what resetting devices to a template would change. Nothing changes. */
        post: {
            parameters: {
                query?: {
                    /** @description Where the list begins: `next` of the page before. */
                    from?: number;
                    /** @description Devices in the list, at most 1000; 200 when absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResetInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulkPlan"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reset-by-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace models, tags, heartbeat period, switches and attributes of devices by those of a
         *     template. Nothing is sent to the devices. Progress and results are those of the task.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResetInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk-update/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what a change would do to devices, and what is wrong with it. Nothing changes. */
        post: {
            parameters: {
                query?: {
                    /** @description Where the list begins: `next` of the page before. */
                    from?: number;
                    /** @description Devices in the list, at most 1000; 200 when absent. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BulkUpdateInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulkPlan"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk-update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change devices: only what is named. Models and tags are added to and taken from what is there.
         *     Progress and results are those of the task.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BulkUpdateInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tasks that wait, run, or are over, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description A kind of task, such as `one_time_rpc`. */
                    kind?: string;
                    /** @description `true` for those that are over, `false` for those that wait or run. */
                    over?: boolean;
                    /** @description Only those of the record with this id. */
                    subject?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of a task's items, in the order they were done. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description `true` for those that went well, `false` for those that failed. */
                    ok?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Page_TaskItem"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a task after what it is doing at this moment. What it did stays done. A cleaning of the
         *     history is stopped with the permission `manage`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do the same once more for the items that failed, as a new task. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/deletion-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what would go with devices, before they are deleted. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedDevices"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DevicesPreview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete devices. Progress and results are those of the task; it can be undone. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DevicesDeletion"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete LoRaWAN profiles. Progress and results are those of the task; it can be undone. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedProfiles"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lorawan-profiles/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable or disable LoRaWAN profiles, or their downlinks. Progress and results are those of the
         *     task; it can be undone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SwitchInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tags that devices have, by name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagUse"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Give tags to devices and take tags away. Progress and results are those of the task; it can be
         *     undone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TagsInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/deletion-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what uses models, before they are deleted. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedModels"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ModelsPreview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{kind}/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete models of one kind (`thing-models`, `rpc-models`, `trigger-models`, `device-templates`).
         *     Those that cannot be deleted fail and stay. Progress and results are those of the task; it can
         *     be undone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedModels"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateways/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget registered gateways. Progress and results are those of the task; it can be undone. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SelectedGateways"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restore-points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what can be undone, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Only those of the task with this id. */
                    task?: string;
                    /** @description Only those that hold the record with this EUI or id. */
                    record?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RestorePoint"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restore-points/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One restore point. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RestorePoint"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restore-points/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say what undoing would do to each record, as things are now. */
        get: {
            parameters: {
                query?: {
                    /** @description Items in a page, 1 to 1000; 200 when absent. */
                    limit?: number;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string;
                    /** @description Field to sort by, `-` in front for descending. */
                    sort?: string;
                    /** @description Text to look for, in any spelling of an EUI. */
                    q?: string;
                    /** @description Only those with this verdict. */
                    verdict?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RestoreCheck"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restore-points/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo an operation. Progress and results are those of the task, which can be undone in turn.
         *     Telemetry does not come back.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UndoInput"];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/thing-models/{id}/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a changed script over the recorded uplinks of the devices that use the model, of at most 500
         *     that were heard last, beside the stored one, and tell what differs. Nothing is stored or sent;
         *     closing the request ends it.
         * @description For who may change a promoted model these are the devices of every tenant, of others in numbers;
         *     the 500 are taken in turn, one of each tenant at a time.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImpactInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Impact"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scripts/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a script in the real sandbox with its real limits. Nothing is stored or sent. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TrialResult"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Subscribe to live data: a WebSocket whose text messages are JSON arrays of events.
         * @description The token comes as `Authorization` header or as subprotocol `bearer.<token>` beside
         *     `thinklink.v1`. When it is revoked, or the sign-in ends, the socket is closed with code 1008.
         */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description Comma-separated: `telemetry`, `frame`, `message`, `downlink`, `alarm`, `notice`, `rpc`,
                     *     `gateway`, `device_status`, `task`, `changed`, `status`; everything when absent.
                     */
                    topics?: string;
                    /** @description Only telemetry, messages, frames, downlinks, alarms and commands of this device. */
                    eui?: string;
                    /** @description Collect events for this long before each message, 0 (default) to 1000 ms. */
                    batch_ms?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description text messages, each an array of events */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WireEvent"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A change that ADR decided on. */
        AdrDecision: {
            at: string;
            /**
             * Format: int32
             * @description Counter of the uplink it followed.
             */
            f_cnt: number;
            /**
             * Format: float
             * @description Best SNR it rests on, dB.
             */
            snr_max: number;
            /**
             * Format: float
             * @description What was left above the demodulation floor and the reserve, dB.
             */
            margin: number;
            from: components["schemas"]["MacLink"];
            to: components["schemas"]["MacLink"];
            /** @description `sent`, `accepted`, `refused` or `unanswered`. */
            outcome: string;
        };
        /** @description An uplink as ADR sees it. */
        AdrUplink: {
            /** Format: int32 */
            f_cnt: number;
            at: string;
            /**
             * Format: float
             * @description Best SNR over all gateways, dB.
             */
            snr: number;
            /**
             * Format: float
             * @description What the data rate needs, dB.
             */
            required_snr?: number | null;
            /** Format: int32 */
            gateways: number;
            link: components["schemas"]["MacLink"];
        };
        /** @description An active alarm. There is at most one of a name on a device. */
        Alarm: {
            id: string;
            eui: string;
            device_name?: string | null;
            /** @description What tells it from others of the device. */
            name: string;
            /** @description `low`, `mid`, `high` or `urgent`. */
            level: string;
            title: string;
            desc: string;
            /** @description The groups that were told when it was last raised. */
            notice_groups: string[];
            /**
             * Format: int32
             * @description How often it was raised or changed since there is one.
             */
            count: number;
            raised_at: string;
            /** @description When it was last raised or changed. */
            last_trigger_time: string;
            acknowledged?: components["schemas"]["AlarmHandled"] | null;
        };
        /** @description Active alarms by level. */
        AlarmCounts: {
            /** Format: int64 */
            low: number;
            /** Format: int64 */
            mid: number;
            /** Format: int64 */
            high: number;
            /** Format: int64 */
            urgent: number;
            /**
             * Format: int64
             * @description Of all of them, those that nobody has acknowledged.
             */
            unacknowledged: number;
        };
        /** @description What a person did about an alarm. */
        AlarmHandled: {
            by: string;
            at: string;
            note: string;
        };
        /** @description Which active alarms, and what there is to say about them. */
        AlarmHandlingInput: {
            /** @description Ids of active alarms, 1 to 1000. */
            ids: string[];
            /** @description At most 255 characters. */
            note?: string | null;
        };
        /** @description What came of it. */
        AlarmHandlingResult: {
            /** @description Alarms that were handled. */
            done: string[];
            /** @description Alarms that are not active any more, or never were. */
            gone: string[];
        };
        /** @description Something that happened to an alarm, and how the alarm was then. */
        AlarmLogEntry: {
            id: string;
            at: string;
            /** @description The active alarm's id. */
            alarm: string;
            eui: string;
            device_name?: string | null;
            name: string;
            /** @description `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`. */
            event: string;
            /** @description `low`, `mid`, `high` or `urgent`. */
            level: string;
            title: string;
            desc: string;
            /** @description Since when there was one. */
            raised_at: string;
            /** @description Who acknowledged or cleared it by hand. */
            handler?: string | null;
            /** @description What they had to say about it. */
            note: string;
        };
        /** @description An attribute of a device with what is known of it. */
        Attribute: {
            key: string;
            /** @description Any JSON value. */
            value: unknown;
            /** @description `string`, `number`, `boolean` or `object`; of the value when nobody said another. */
            type?: string | null;
            /** @description Whether somebody described it; scripts make attributes that nobody did. */
            described: boolean;
            alias: string;
            unit: string;
            remark: string;
            /**
             * Format: int64
             * @description Place in the list; lower comes first.
             */
            order?: number | null;
            /** @description Linked RPC models. */
            rpcs: components["schemas"]["MountedModel"][];
            /** @description The values to choose from; empty: any. */
            options: components["schemas"]["AttributeOption"][];
            /** @description What a device made from a template started with. */
            dftValue?: unknown;
            /** @description When the value last became another one, as far as known. */
            updated_at?: string | null;
            /** @description Whether the platform itself keeps it, so that nobody else changes it. */
            read_only: boolean;
            on_device?: components["schemas"]["OnDevice"] | null;
        };
        /** @description An attribute and how many of the devices have it. */
        AttributeCount: {
            key: string;
            /** @description `string`, `number`, `boolean` or `object`, as the first device says that does. */
            type?: string | null;
            devices: number;
        };
        /** @description An attribute as a person defines it. */
        AttributeInput: {
            /** @description Any JSON value; absent: as before, or the default when it is new. */
            value?: unknown;
            meta?: components["schemas"]["AttributeMeta"] | null;
        };
        /** @description What to say of an attribute; replaces what was said before. */
        AttributeMeta: {
            /** @description `string`, `number`, `boolean` or `object`. */
            type?: string | null;
            alias?: string;
            unit?: string;
            remark?: string;
            /** Format: int64 */
            order?: number | null;
            /** @description Ids or methods of RPC models. */
            rpcs?: string[];
            options?: components["schemas"]["AttributeOption"][];
            /** @description What a device made from a template starts with. */
            dftValue?: unknown;
        };
        /** @description One of the values to choose from. */
        AttributeOption: {
            /** @description Empty: the value itself. */
            label?: string;
            /** @description Any JSON value but null. */
            value: unknown;
        };
        /** @description One side's attributes, by their order, then by key. */
        Attributes: {
            items: components["schemas"]["Attribute"][];
        };
        /** @description What to change; all of it or nothing. */
        AttributesInput: {
            /** @description Values by key. */
            values?: {
                [key: string]: unknown;
            };
            /** @description What to say of keys; `null` takes it back and leaves the value. */
            meta?: {
                [key: string]: components["schemas"]["AttributeMeta"];
            };
            /** @description Keys to take away, with what is known of them. */
            remove?: string[];
            /**
             * @description The keys that come first in the list, in their order; the others follow as they are. The
             *     `order` of as few as possible becomes another one.
             */
            order?: string[] | null;
        };
        /** @description What becomes of the attributes of one side. */
        AttributesStepInput: {
            add?: components["schemas"]["BulkAttribute"][];
            /** @description Whether a key that is there already gets what is given here; it is left alone otherwise. */
            overwrite?: boolean;
            /** @description Keys to take away, with what is known of them. */
            remove?: string[];
        };
        /** @description Where Basics Station gateways connect. */
        BasicsStation: {
            /** @description Addresses; empty: not served. */
            listen: string[];
            /** @description Content of the station's file `tc.trust`, in PEM. */
            trust_pem?: string | null;
        };
        /** @description A batch that profiles have. */
        BatchUse: {
            batch: string;
            /**
             * Format: int64
             * @description How many profiles have it.
             */
            profiles: number;
        };
        /** @description Devices to bind: each source with each target. */
        BindingInput: {
            /** @description Sources. */
            from_eui: string[];
            /** @description Targets. */
            to_eui: string[];
            /** @description At least one of `telemetry_data`, `shared_attrs`, `server_attrs`. */
            notify_fields: string[];
            /** @description For the caller's own use. */
            params?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description An attribute for many devices. */
        BulkAttribute: {
            key: string;
            /** @description `string`, `number`, `boolean` or `object`. */
            type?: string | null;
            /** @description Its value; any JSON value. */
            value?: unknown;
            unit?: string;
            alias?: string;
        };
        /** @description What to change; everything that is absent stays as it is. */
        BulkChangeInput: {
            /**
             * @description `{eui}`, `{eui:-4}` (its last four characters) and `{n}` (the device's place in the
             *     selection: 1, 2, 3 …) are places.
             */
            name?: string | null;
            /** @description `NORMAL` or `VIRTUAL`. */
            device_type?: string | null;
            /** Format: int32 */
            heart_period?: number | null;
            real_time_storage?: boolean | null;
            things_board?: boolean | null;
            bacnet?: boolean | null;
            home_assistant?: boolean | null;
            modbus_tcp?: boolean | null;
            /** @description Ids or id names. */
            thing_model?: components["schemas"]["ListInput"];
            /** @description Ids or methods. */
            rpc?: components["schemas"]["ListInput"];
            /** @description Ids or names. */
            trigger?: components["schemas"]["ListInput"];
            server_attrs?: components["schemas"]["AttributesStepInput"];
            /** @description Values that become other ones are sent to their devices. */
            shared_attrs?: components["schemas"]["AttributesStepInput"];
            /** @description Ids or id names of thing models whose telemetry is deleted, latest values and history. */
            delete_telemetry?: string[];
            tags?: components["schemas"]["ListInput"];
        };
        /** @description What would become of devices; nothing has changed yet. */
        BulkPlan: {
            devices: number;
            /** @description How many of them would be changed. */
            changed: number;
            /** @description How many of them cannot be changed; each is listed with the reason. */
            refused: number;
            /** @description How many would be sent shared attributes. */
            told: number;
            categories: components["schemas"]["PlanCategory"][];
            unlike: components["schemas"]["UnlikeDevices"][];
            /** @description What is wrong as a whole; nothing can be done then. */
            problems: components["schemas"]["PlanProblem"][];
            /** @description A page of those that would be changed or cannot be. */
            items: components["schemas"]["PlanDevice"][];
            /** @description What to send as `from` for the next page; `null` on the last one. */
            next?: number | null;
        };
        /** @description Devices and what to change of them. */
        BulkUpdateInput: {
            change: components["schemas"]["BulkChangeInput"];
            /** @description The devices; or `filter`. */
            euis?: string[] | null;
            filter?: components["schemas"]["DeviceFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Devices that are left out. */
            except?: string[];
            /**
             * @description How many devices were confirmed; refused when they are more or fewer now. Only when
             *     starting.
             */
            count?: number | null;
            /** @description What people call the task; the changed parts when absent. Only when starting. */
            name?: string;
        };
        /** @description An RPC model that can be called on a device. */
        CallableRpcModel: {
            id: string;
            /** @description The method. */
            id_name: string;
            name: string;
            remark: string;
            /** @description Whether the device has it from its parent. */
            inherited: boolean;
            /** @description `{ <param>: { name, alias, type, order, unit, dftValue, options, required } }`. */
            template: {
                [key: string]: unknown;
            };
            /**
             * @description What to begin with, by parameter: the device's shared attribute of that name, else its
             *     server attribute, else the default, else `null`.
             */
            values: {
                [key: string]: unknown;
            };
        };
        /** @description How many items were taken out of a queue. */
        Cleared: {
            cancelled: number;
        };
        /**
         * @description The closed list of things a client may want to tell apart.
         * @enum {string}
         */
        Code: "unauthenticated" | "forbidden" | "not_found" | "method_not_allowed" | "invalid" | "conflict" | "in_use" | "too_large" | "full" | "too_many_attempts" | "unavailable" | "internal";
        /** @description A line the script wrote. */
        ConsoleLine: {
            /** @description `log`, `info`, `warn` or `error`. */
            level: string;
            text: string;
            text_said?: components["schemas"]["Said"] | null;
        };
        /** @description A token with its text, shown this once. */
        CreatedToken: components["schemas"]["Token"] & {
            token: string;
        };
        Credentials: {
            account: string;
            password: string;
        };
        /** @description Semtech UDP since the start, as far as it says nothing of one gateway. */
        Datagrams: {
            /** Format: int64 */
            received: number;
            /**
             * Format: int64
             * @description Not of the protocol: of another version or type, or too short.
             */
            unreadable: number;
            /**
             * Format: int64
             * @description Dropped because a sender is too fast, or too many gateways are known.
             */
            limited: number;
        };
        /** @description A device. */
        Device: components["schemas"]["Integrations"] & {
            id: string;
            eui: string;
            name: string;
            /** @description `NORMAL`, `SUB_DEVICE` or `VIRTUAL`. */
            device_type: string;
            /** @description `LoRaWAN` or `OTHER`. */
            data_from: string;
            /** @description EUI of the device that reports for a sub-device. */
            parent?: string | null;
            template?: components["schemas"]["MountedModel"] | null;
            thing_model: components["schemas"]["MountedModel"][];
            rpc: components["schemas"]["MountedModel"][];
            trigger: components["schemas"]["MountedModel"][];
            tags: string[];
            /** @description Where it is. */
            location_id?: string | null;
            location?: components["schemas"]["LocationRef"] | null;
            /**
             * Format: int32
             * @description Seconds without an uplink until the device counts as offline.
             */
            heart_period: number;
            real_time_storage: boolean;
            /** @description `online`, `offline` or `never_seen`. */
            status: string;
            active_time?: string | null;
            /**
             * Format: float
             * @description dBm of the last uplink.
             */
            rssi?: number | null;
            /**
             * Format: float
             * @description dB of the last uplink.
             */
            snr?: number | null;
            /** @description `ok`, `missing`, `disabled`, `down_off`, or `none` for devices that need none. */
            profile: string;
            remark: string;
            created_at: string;
            updated_at: string;
        };
        DeviceCounts: {
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            online: number;
            /** Format: int64 */
            offline: number;
            /** Format: int64 */
            never_seen: number;
            /** Format: int64 */
            without_profile: number;
        };
        /** @description A device with its attributes and profile. */
        DeviceDetail: components["schemas"]["Device"] & {
            server_attrs: {
                [key: string]: unknown;
            };
            shared_attrs: {
                [key: string]: unknown;
            };
            profile_detail?: components["schemas"]["Profile"] | null;
        };
        /** @description A device execution without its devices. */
        DeviceExecution: {
            id: string;
            name: string;
            /** @description Whether its scheduled task runs it. */
            enable: boolean;
            /** @description The id of the scheduled task that runs it. */
            cron_task?: string | null;
            cron_task_name?: string | null;
            /** @description The id of the RPC model. */
            rpc_id: string;
            /** @description `null` when the tenant may not use the RPC model any more. */
            rpc_name?: string | null;
            params: {
                [key: string]: unknown;
            };
            /** @description How many devices it calls. */
            devices: number;
            /**
             * Format: int32
             * @description From one device to the next, ms.
             */
            device_interval_ms: number;
            /** @description `UNLIMITED` or `FIXED_COUNT`. */
            execution_type: string;
            /**
             * Format: int32
             * @description How many times its scheduled task runs it when the count is fixed.
             */
            count_limit: number;
            /**
             * Format: int32
             * @description How many times its scheduled task has run it.
             */
            count_done: number;
            /** @description Whether the result of each device is kept. */
            log_enable: boolean;
            /** @description From then on results are counted only. */
            log_until?: string | null;
            remark: string;
            /** @description When it runs next, if it and its scheduled task are enabled. */
            next_run?: string | null;
            /** @description When it last had to be skipped, because it was still running. */
            skipped_at?: string | null;
            last_run?: components["schemas"]["Task"] | null;
            updated_at: string;
        };
        /** @description A device execution with its devices. */
        DeviceExecutionDetail: components["schemas"]["DeviceExecution"] & {
            /** @description The devices, in the order they are called. */
            euis: string[];
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        DeviceExecutionInput: {
            name?: string | null;
            /** @description On unless said otherwise. */
            enable?: boolean | null;
            /** @description The id of a scheduled task; `null` for none. */
            cron_task?: string | null;
            /** @description The RPC model by id or method. */
            rpc_id?: string | null;
            params?: {
                [key: string]: unknown;
            } | null;
            /** @description The devices, at most 50,000, in the order they are called. */
            euis?: string[] | null;
            /** @description Devices to put at the end. */
            add_euis?: string[];
            /** @description Devices to take out. */
            remove_euis?: string[];
            /**
             * Format: int32
             * @description 3000 unless said otherwise.
             */
            device_interval_ms?: number | null;
            /** @description `UNLIMITED` (default) or `FIXED_COUNT`. */
            execution_type?: string | null;
            /** Format: int32 */
            count_limit?: number | null;
            /** @description On unless said otherwise. */
            log_enable?: boolean | null;
            /** @description RFC 3339; `null` for no end. */
            log_until?: string | null;
            remark?: string | null;
        };
        /** @description Which devices are wanted. */
        DeviceFilter: {
            /** @description `online`, `offline` or `never_seen`. */
            status?: string | null;
            device_type?: string | null;
            data_from?: string | null;
            /** @description EUI: only its sub-devices. */
            parent?: string | null;
            /** @description Id or id name of a mounted thing model. */
            thing_model?: string | null;
            /** @description Id or name of the device template they were made or last reset by. */
            template?: string | null;
            /** @description Id or method of a mounted RPC model. */
            rpc?: string | null;
            /** @description Id or name of a mounted trigger model. */
            trigger?: string | null;
            /** @description Code or id of a location: only those at it, or at one in it. */
            location?: string | null;
            /** @description Only those with this tag, whatever its capitals. */
            tag?: string | null;
            /** @description Only those with one of these tags at least; with commas between them. */
            tags_any?: string | null;
            /** @description Only those with all of these tags. */
            tags_all?: string | null;
            /** @description Only those with none of these tags. */
            tags_none?: string | null;
            /** @description `ok`, `missing`, `disabled`, `down_off` or `none`. */
            profile?: string | null;
            /**
             * @description When they were last heard, in seconds before now: `within:3600`, `over:86400` or `never`;
             *     with commas between several, all of which must hold.
             */
            last_seen?: string | null;
            /** @description Active alarms: `any`, `none`, or a level of which there is one. */
            alarm?: string | null;
            /**
             * @description A switch and its state, such as `modbus_tcp:on`; with commas between several. Switches are
             *     `real_time_storage`, `things_board`, `home_assistant`, `bacnet`, `modbus_tcp` and
             *     `third_party`.
             */
            switch?: string | null;
            /** @description Id of a task: only devices to which it did something, or that its file had. */
            task?: string | null;
            /**
             * @description Conditions on the latest values under `thing_model`, with `;` between them:
             *     `field:op:value` with `eq`, `ne`, `ge`, `le` or `has`.
             */
            where?: string | null;
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        DeviceInput: {
            /** @description Only when creating. LoRaWAN: 16 hex digits; others: 1 to 32 of `a-z 0-9 _ -`. */
            eui?: string | null;
            name?: string | null;
            /**
             * @description Id or name of the device template to start from; only when creating. What else is given
             *     replaces what the template says.
             */
            template?: string | null;
            /** @description `NORMAL` (default) or `VIRTUAL`. */
            device_type?: string | null;
            /** @description `LoRaWAN` (default) or `OTHER`. */
            data_from?: string | null;
            /** @description Ids or id names, in the order they run. */
            thing_model?: string[] | null;
            /** @description Ids or methods. */
            rpc?: string[] | null;
            /** @description Ids or names, in the order they run. */
            trigger?: string[] | null;
            tags?: string[] | null;
            /** Format: int32 */
            heart_period?: number | null;
            real_time_storage?: boolean | null;
            things_board?: boolean | null;
            home_assistant?: boolean | null;
            bacnet?: boolean | null;
            modbus_tcp?: boolean | null;
            third_party?: boolean | null;
            /** @description Code or id of the location where it is; `null` for none. */
            location_id?: string | null;
            remark?: string | null;
            /** @description Values; only when creating. */
            server_attrs?: {
                [key: string]: unknown;
            } | null;
            /** @description Values; only when creating. Nothing is sent. */
            shared_attrs?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description The device record of the same EUI. */
        DeviceRef: {
            eui: string;
            name: string;
        };
        /** @description A device template. */
        DeviceTemplate: components["schemas"]["DeviceTemplateContent"] & {
            id: string;
            /** @description `PUBLIC` (everybody's) or the tenant's code. */
            scope: string;
            /** @description It ships with the program: it is read-only and stays public. */
            built_in: boolean;
            /**
             * Format: int64
             * @description How many of the tenant's devices were made or last reset by it.
             */
            used_by: number;
            updated_at: string;
            location?: components["schemas"]["LocationRef"] | null;
        };
        /** @description What devices of one kind start with. */
        DeviceTemplateContent: components["schemas"]["Integrations"] & {
            name: string;
            thing_model: components["schemas"]["MountedModel"][];
            rpc: components["schemas"]["MountedModel"][];
            trigger: components["schemas"]["MountedModel"][];
            tags: string[];
            /**
             * Format: int32
             * @description Seconds without an uplink until a device counts as offline.
             */
            heart_period: number;
            real_time_storage: boolean;
            /** @description Where a device is. */
            location_id?: string | null;
            /**
             * @description Definitions of server attributes:
             *     `{ <key>: { key, alias, type, unit, order, dftValue, options, rpcs, remark } }`, `rpcs` by ids.
             */
            server_attrs: {
                [key: string]: unknown;
            };
            /** @description Definitions of shared attributes. */
            shared_attrs: {
                [key: string]: unknown;
            };
            remark: string;
        };
        /** @description A device as a template that is not stored yet. */
        DeviceTemplateDraft: components["schemas"]["DeviceTemplateContent"] & {
            /** @description Keys of attributes of the device that scripts made and no template takes. */
            left_out: string[];
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        DeviceTemplateInput: {
            name?: string | null;
            /** @description Ids or id names, in the order they run. */
            thing_model?: string[] | null;
            /** @description Ids or methods. */
            rpc?: string[] | null;
            /** @description Ids or names, in the order they run. */
            trigger?: string[] | null;
            tags?: string[] | null;
            /** Format: int32 */
            heart_period?: number | null;
            real_time_storage?: boolean | null;
            things_board?: boolean | null;
            home_assistant?: boolean | null;
            bacnet?: boolean | null;
            modbus_tcp?: boolean | null;
            third_party?: boolean | null;
            /** @description Code or id of a location; `null` for none. */
            location_id?: string | null;
            /** @description Replaces all definitions; their `rpcs` are ids or methods. */
            server_attrs?: {
                [key: string]: unknown;
            } | null;
            /** @description Replaces all definitions; their `rpcs` are ids or methods. */
            shared_attrs?: {
                [key: string]: unknown;
            } | null;
            remark?: string | null;
        };
        /** @description A trigger that runs for a device. */
        DeviceTrigger: {
            id: string;
            name: string;
            /** @description `PUBLIC` or the tenant's code; `null` when the model is gone. */
            scope?: string | null;
            /** @description Whether the device has it from its parent. */
            inherited: boolean;
            last_run?: components["schemas"]["LastTriggerRun"] | null;
            last_action?: components["schemas"]["LastTriggerAction"] | null;
            statistics?: components["schemas"]["ScriptStatistics"] | null;
            failed_actions?: components["schemas"]["FailedTriggerActions"] | null;
            /** @description What waits for its time, the first due first. */
            pending: components["schemas"]["PendingTriggerActions"][];
        };
        /** @description Devices that go, and what goes with each. */
        DevicesDeletion: {
            devices: components["schemas"]["SelectedDevices"];
            /** @description Delete their LoRaWAN profiles too. */
            profile?: boolean;
            /** @description Delete their telemetry too, which is not brought back by undoing. */
            telemetry?: boolean;
            /** @description Delete their sub-devices too. They stay without a parent otherwise. */
            children?: boolean;
        };
        /** @description What would go with devices. */
        DevicesPreview: {
            /**
             * Format: int64
             * @description Devices that were selected.
             */
            devices: number;
            /** @description The first of them, as `name (EUI)`. */
            names: string[];
            /** @description Devices among them that mount each thing model. */
            thing_models: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Devices among them that mount an RPC model.
             */
            with_rpc: number;
            /**
             * Format: int64
             * @description Devices among them that mount a trigger model.
             */
            with_trigger: number;
            /**
             * Format: int64
             * @description Devices among them that have attributes.
             */
            with_attributes: number;
            /**
             * Format: int64
             * @description Relations of which at least one end goes.
             */
            relations: number;
            /**
             * Format: int64
             * @description Sub-devices of them that are not selected themselves.
             */
            sub_devices: number;
            /**
             * Format: int64
             * @description LoRaWAN profiles of them.
             */
            profiles: number;
            /**
             * Format: int64
             * @description Records of telemetry they have; counted up to 10,000.
             */
            telemetry: number;
            /** @description Whether `telemetry` is all of it. */
            telemetry_is_exact: boolean;
        };
        /** @description What keeps a device from being heard, or that all is well. */
        Diagnosis: {
            eui: string;
            /** @description When it was made. */
            at: string;
            /** @description The code of the first finding. */
            verdict: string;
            /** @description The severity of the first finding. */
            severity: string;
            /** @description What was found, the most important first; at least one. */
            findings: components["schemas"]["Finding"][];
        };
        /** @description The disk that holds the data folder. */
        Disk: {
            /**
             * Format: int64
             * @description What may still be written.
             */
            free_bytes: number;
            /** Format: int64 */
            total_bytes: number;
            /** @description 1 GiB or less is free, or a twentieth and 10 GiB or less. */
            nearly_full: boolean;
        };
        /** @description How one field of a thing model is shown. */
        DisplayField: {
            /** @description The telemetry key. */
            field_name: string;
            /** @description Label. */
            name: string;
            /** @description `number`, `string`, `boolean` or `object`. */
            type: string;
            unit: string;
            /** Format: int64 */
            order: number;
            /** @description The source of an SVG image of shapes only; to be shown as an image. */
            icon?: string | null;
        };
        /** @description A frame that was or will be sent to a device. */
        Downlink: {
            id: string;
            eui: string;
            /** @description The sender's own name for it, as given. */
            token?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int32
             * @description 1 to 223 for the application, 0 for MAC commands as payload, -1 for MAC commands in FOpts.
             */
            f_port: number;
            /** @description Hex digits. */
            payload: string;
            confirmed: boolean;
            f_pend: boolean;
            /** Format: int32 */
            interval_ms: number;
            /** Format: int32 */
            wait_ms: number;
            /** @description The gateway that must send it; `null`: the best one. */
            gateway?: string | null;
            /**
             * @description `queued`, `waiting_for_uplink` (class A), `sending`, `sent` (final unless confirmed),
             *     `acknowledged`, `failed` or `cancelled`; `passed_on` when the device is fed by MQTT: it was
             *     published, and `…/as/up/ack` may say more.
             */
            state: string;
            /** @description Why it waits longer than expected, or why it failed. */
            reason?: string | null;
            reason_said?: components["schemas"]["Said"] | null;
            /**
             * Format: int32
             * @description Transmissions tried.
             */
            attempts: number;
            /**
             * Format: int32
             * @description Full frame counter of the last one.
             */
            f_cnt?: number | null;
            sent?: components["schemas"]["DownlinkSent"] | null;
            created_at: string;
            updated_at: string;
        };
        /** @description Downlinks that are not done. */
        DownlinkCounts: {
            /**
             * Format: int64
             * @description In the queues of devices, or on their way.
             */
            waiting: number;
            /**
             * Format: int64
             * @description Devices that they are for.
             */
            devices: number;
        };
        /** @description A data rate a downlink may use. */
        DownlinkDataRate: {
            /** Format: int32 */
            dr: number;
            /** @description Such as `SF12BW125`. */
            label: string;
        };
        /**
         * @description What to send. The names of the AS message (`port`, `fpend`, `intervalms`, `dnWaitms`) are
         *     understood, too.
         */
        DownlinkInput: {
            /**
             * @description `data` (default), or `dataClear`: first take out everything that waits for the device, unless
             *     this downlink is refused.
             */
            type?: string | null;
            /**
             * Format: int32
             * @description 1 to 223; 0: the payload is MAC commands; -1: MAC commands that travel in FOpts.
             */
            f_port: number;
            /** @description The payload; at most 242 bytes, and what the device's data rate allows when it is sent. */
            payload?: string;
            /** @description How the payload is written: `hex` (default) or `base64`. */
            encoding?: string | null;
            /** @description Ask the device to acknowledge (default: no). */
            confirmed?: boolean;
            /** @description Tell the device that more waits (default: only if more does). */
            f_pend?: boolean;
            /**
             * Format: int32
             * @description Least time since the downlink before, milliseconds.
             */
            interval_ms?: number;
            /**
             * Format: int32
             * @description How long the device may take to acknowledge, milliseconds; 0 (default): the usual time.
             */
            wait_ms?: number;
            /** @description EUI of the gateway that must send it; the best one when absent. */
            gateway?: string | null;
            /** @description Your own name for it, a number or a text; MQTT acknowledgements repeat it. */
            token?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description How a downlink went out. */
        DownlinkSent: {
            gateway: string;
            /** @description `RX1`, `RX2`, or `RXC` for class C. */
            window: string;
            at: string;
        };
        /** @description The downlinks of a device. */
        Downlinks: {
            /** @description What waits or is on its way, in the order it will be sent; at most 200. */
            waiting: components["schemas"]["Downlink"][];
            /** @description How many wait or are on their way. */
            waiting_total: number;
            /** @description The last 50 that are done, newest first. */
            recent: components["schemas"]["Downlink"][];
        };
        /** @description What a gateway used of a sub-band in the last hour, as far as this instance told it to. */
        DutyCycle: {
            /** @description Name of the sub-band: `K` to `Q` of EN 300 220. */
            band: string;
            /**
             * Format: int64
             * @description Milliseconds on the air in the last hour, exact to a minute; planned frames count.
             */
            used_ms: number;
            /**
             * Format: int64
             * @description Milliseconds allowed in an hour.
             */
            budget_ms: number;
        };
        /** @description Sign-ins that a request ended. */
        EndedSignIns: {
            ended: number;
        };
        /** @description Whether a device can be created with an EUI. */
        EuiAnswer: {
            /** @description `free`, `exists`, `exists_elsewhere` or `invalid`. */
            state: string;
            /** @description A sentence for people. */
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
            /** @description State of the LoRaWAN profile of that EUI. */
            profile: string;
        };
        /**
         * @description The RPCs of a trigger that could not be started or whose run failed, since the instance started
         *     or the script was changed.
         */
        FailedTriggerActions: {
            /** Format: int64 */
            count: number;
            /** @description When the last of them failed. */
            at: string;
            /** @description The device it was for. */
            eui: string;
            method: string;
            /** @description Why. */
            reason: string;
            reason_said?: components["schemas"]["Said"] | null;
            /** @description Its run in the RPC log; `null` when it was not started. */
            run_id?: string | null;
        };
        FieldDifference: {
            /** @description The sub-device it belongs to; absent for the device itself. */
            sub_device?: string | null;
            part: string;
            field: string;
            /** @description What the stored script sets; absent: nothing. */
            old?: unknown;
            /** @description What the changed script sets; absent: nothing. */
            new?: unknown;
        };
        FieldImpact: {
            /** @description `telemetry_data`, `server_attrs` or `shared_attrs`. */
            part: string;
            field: string;
            /**
             * Format: int64
             * @description Uplinks in which it differs.
             */
            count: number;
        };
        /** @description One bad field of a request. */
        FieldProblem: {
            /** @description The field's name as the request spells it. */
            field: string;
            /** @description What was expected and what was found. */
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
        };
        /** @description One thing that was found. */
        Finding: {
            /** @description A word from a closed list, such as `heard`, `never_heard` or `join_mic_failed`. */
            code: string;
            /** @description `cause`: it keeps the device from being heard. `hint`: it may. `fine`: all is well. */
            severity: string;
            /** @description What was found, in one sentence. */
            title: string;
            /** @description What was seen. */
            detail: string;
            /** @description What to do about it; empty when nothing is. */
            next_step: string;
            /**
             * @description What to do, as words from a closed list such as `enable_profile` or `clear_nonces`; the
             *     best first. They are about this device, or about the `gateway` or `dev_eui` in `params`.
             */
            actions: string[];
            /** @description Numbers and names for words in another language, such as `gateway`, `freq` (Hz), `f_cnt`. */
            params: {
                [key: string]: string;
            };
            /** @description Ids of frames that prove it, newest first; at most five. */
            frames: string[];
            /**
             * Format: int32
             * @description How many such frames there are among the newest of the device.
             */
            count: number;
            /** @description When the oldest of them came. */
            first?: string | null;
            /** @description When the newest of them came. */
            last?: string | null;
        };
        /** @description One copy of a frame, or one frame sent. */
        Frame: {
            id: string;
            at: string;
            gateway?: string | null;
            /** @description `up` or `down`. */
            direction: string;
            /**
             * @description `join_request`, `join_accept`, `unconfirmed_up`, `confirmed_up`, `unconfirmed_down`,
             *     `confirmed_down`, `proprietary` or `malformed`.
             */
            kind: string;
            dev_addr?: string | null;
            dev_eui?: string | null;
            device_name?: string | null;
            /** Format: int32 */
            f_cnt?: number | null;
            /** Format: int32 */
            f_port?: number | null;
            /** @description It acknowledges a frame of the other side. */
            ack: boolean;
            /** @description Bytes of the PHY payload. */
            size: number;
            /** @description Such as `SF7BW125`. */
            data_rate: string;
            /**
             * Format: int32
             * @description Hz.
             */
            freq: number;
            /**
             * Format: float
             * @description dBm.
             */
            rssi?: number | null;
            /**
             * Format: float
             * @description dB.
             */
            snr?: number | null;
            /**
             * Format: int32
             * @description Time on air in microseconds.
             */
            airtime_us?: number | null;
            accepted: boolean;
            /** @description A stable word: `accepted`, `copy`, `sent` or why it was refused. */
            verdict: string;
            /** @description The verdict in plain words, when it was refused. */
            reason?: string | null;
            /** @description What to do about it. */
            next_step?: string | null;
            /** @description What can be done about a refusal, as words of the diagnosis; the best first. */
            actions: string[];
            /**
             * @description What is odd about an uplink's channel by the profile of its device: `outside_band`,
             *     `unknown_channel` or `unknown_data_rate`. It is accepted all the same.
             */
            channel_warning?: string | null;
            /** @description The PHY payload, hex. */
            phy: string;
            /** @description The record as gateways exchange it: `{EUI, version, identifier, token, payload}`. */
            content: {
                [key: string]: unknown;
            };
            /** @description The frame's fields by name. */
            decoded: {
                [key: string]: unknown;
            };
        };
        /** @description An address no profile and no session uses. */
        FreeDevAddr: {
            dev_addr: string;
        };
        /** @description A gateway. */
        Gateway: {
            eui: string;
            /** @description `false`: it sends to this instance but nobody registered it. */
            registered: boolean;
            name: string;
            /** @description `GWMP` (Semtech UDP) or `BASICS_STATION`. */
            type: string;
            /** @description Band it listens in, when a person said so or it was heard at registration. */
            standard?: string | null;
            /**
             * Format: int32
             * @description Group of eight channels: 0 to 11 in CN470, 1 to 8 in US902 and AU915.
             */
            sub_band?: number | null;
            enable: boolean;
            /** @description `false`: it only listens. */
            down_enable: boolean;
            /**
             * Format: float
             * @description dB that its antenna adds to the power it is told; a cable takes some away.
             */
            antenna_gain: number;
            /**
             * Format: int32
             * @description Most it may radiate, dBm EIRP.
             */
            max_eirp?: number | null;
            /** @description The only addresses its datagrams may come from: one, or a network. */
            fixed_address?: string | null;
            /**
             * Format: int32
             * @description Seconds without a datagram until it counts as offline.
             */
            heart_period: number;
            /** @description Where it is. */
            location_id?: string | null;
            location?: components["schemas"]["LocationRef"] | null;
            /** Format: double */
            latitude?: number | null;
            /** Format: double */
            longitude?: number | null;
            /** @description `MANUAL`: the position above. `GPS`: the one in `stat`. */
            position_source: string;
            remark: string;
            /** @description `online`, `offline` or `never_seen`. */
            status: string;
            last_seen?: string | null;
            /** @description Where it speaks from. */
            address?: string | null;
            /** @description Where its downlinks go. */
            down_address?: string | null;
            /** @description `open`, `stale` (it has not asked for downlinks for 90 s) or `none`. */
            down_path: string;
            /**
             * Format: int32
             * @description Version of the Semtech UDP protocol, 1 or 2.
             */
            gwmp_version?: number | null;
            /** @description Whether it answers downlinks (TX_ACK); `null` before the first one. */
            tx_ack?: boolean | null;
            /**
             * Format: float
             * @description Milliseconds from a downlink to its answer, smoothed.
             */
            round_trip_ms?: number | null;
            /**
             * Format: int64
             * @description Frames received in the last hour, exact to five minutes.
             */
            uplinks_hour: number;
            /**
             * Format: int64
             * @description Frames handed to it in the last hour.
             */
            downlinks_hour: number;
            /** @description `gwmp` or `basics_station`; absent until it is heard. */
            protocol?: string | null;
            station?: components["schemas"]["StationVersion"] | null;
            /**
             * @description Names of the notification groups that are told when it falls silent and when it is heard
             *     again.
             */
            notification_groups: string[];
            /** @description When its Basics Station token was made, if it has one. */
            station_token_at?: string | null;
            /** @description Sub-bands with a duty cycle that it transmitted in, EU868 only. */
            duty_cycle: components["schemas"]["DutyCycle"][];
            /**
             * Format: int64
             * @description Frames received since the instance started.
             */
            uplinks: number;
            /**
             * Format: int64
             * @description Frames handed to it since the instance started.
             */
            downlinks: number;
            /**
             * Format: int64
             * @description Frames it reported with a bad CRC since the instance started.
             */
            crc_bad: number;
            /**
             * Format: int64
             * @description Frames it refused to transmit since the instance started.
             */
            tx_errors: number;
            /**
             * Format: int64
             * @description Downlinks it did not answer in time since the instance started.
             */
            tx_unanswered: number;
            /**
             * Format: int64
             * @description Reports that came twice since the instance started.
             */
            repeats: number;
            /**
             * Format: int64
             * @description Packets that could not be read since the instance started.
             */
            malformed: number;
            /**
             * Format: int64
             * @description Datagrams refused because it is not registered or switched off.
             */
            refused: number;
            /**
             * Format: int64
             * @description Datagrams dropped because it sends too many.
             */
            rate_limited: number;
            /**
             * Format: int64
             * @description Datagrams refused because they came from another address than its fixed one.
             */
            wrong_address: number;
            /**
             * Format: float
             * @description dBm, weakest frame of the last hour.
             */
            rssi_min?: number | null;
            /**
             * Format: float
             * @description dBm, the middle one.
             */
            rssi_median?: number | null;
            /**
             * Format: float
             * @description dBm, strongest frame of the last hour.
             */
            rssi_max?: number | null;
            /** @description Platform and version, when its reports name them. */
            platform?: string | null;
            version?: string | null;
            contest?: components["schemas"]["GatewayContest"] | null;
            stat?: components["schemas"]["Stat"] | null;
            created_at?: string | null;
            updated_at?: string | null;
        };
        /** @description Where gateways find this instance. */
        GatewayAddresses: {
            /** @description Addresses of this computer in its networks. */
            addresses: string[];
            /** @description UDP ports that are listened on. */
            ports: number[];
            /** @description `false`: the instance listens on this computer itself only. */
            reachable: boolean;
        };
        /** @description Somebody else used the gateway's EUI. */
        GatewayContest: {
            /**
             * @description `duplicate`: another sender asked for its downlinks, which stay where they were while the
             *     gateway is heard. `wrong_address`: a sender outside its fixed address, who is refused.
             *     `wrong_token`: a Basics Station with a token that is not the gateway's, which is refused.
             */
            kind: string;
            /** @description Where its downlinks go. */
            holder?: string | null;
            /** @description Who else sent. */
            challenger: string;
            first: string;
            last: string;
            /** Format: int64 */
            count: number;
        };
        GatewayCounts: {
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            online: number;
            /**
             * Format: int64
             * @description Heard before, but not within the heartbeat period.
             */
            offline: number;
            /** Format: int64 */
            unregistered: number;
            /**
             * Format: int64
             * @description Somebody else used their EUI, and nobody has acknowledged it yet.
             */
            contested: number;
        };
        /** @description Which gateways are wanted. */
        GatewayFilter: {
            registered?: boolean | null;
            /** @description `online`, `offline` or `never_seen`. */
            status?: string | null;
            /** @description Code or id of a location: only those at it, or at one in it. */
            location?: string | null;
            /** @description Id of a task: only gateways that it imported. */
            task?: string | null;
        };
        /** @description What to register or change. */
        GatewayInput: {
            /** @description Only when registering: 16 hex digits. */
            eui?: string | null;
            name?: string | null;
            /** @description `GWMP` or `BASICS_STATION`. */
            type?: string | null;
            /** @description A band, or `null`. When registering, what it was heard in if this is absent. */
            standard?: string | null;
            /**
             * Format: int32
             * @description Group of eight channels: 0 to 11 in CN470, 1 to 8 in US902 and AU915.
             */
            sub_band?: number | null;
            enable?: boolean | null;
            /** @description `false`: it only listens. */
            down_enable?: boolean | null;
            /**
             * Format: float
             * @description dB, -30 to 30.
             */
            antenna_gain?: number | null;
            /**
             * Format: int32
             * @description dBm EIRP, -10 to 36.
             */
            max_eirp?: number | null;
            /** @description An IP address or a network, such as `192.0.2.0/24`. */
            fixed_address?: string | null;
            /** @description `MANUAL` or `GPS`. */
            position_source?: string | null;
            /**
             * @description The notification groups that are told when it falls silent and when it is heard again, by
             *     name or id; at most 16.
             */
            notification_groups?: string[] | null;
            /** Format: int32 */
            heart_period?: number | null;
            /** @description Code or id of the location where it is; `null` for none. */
            location_id?: string | null;
            /** Format: double */
            latitude?: number | null;
            /** Format: double */
            longitude?: number | null;
            remark?: string | null;
        };
        /** @description Which channels the gateway listens on, and whether what it hears is there. */
        GatewayPlan: {
            /** @description Empty when its band or group is not known. */
            channels: components["schemas"]["PlanChannel"][];
            /**
             * Format: int32
             * @description Hz.
             */
            rx2_freq?: number | null;
            /**
             * Format: int64
             * @description Frames on channels of other groups.
             */
            other_group: number;
            /**
             * Format: int64
             * @description Frames outside the band's channels.
             */
            other_band: number;
            guess?: components["schemas"]["PlanGuess"] | null;
        };
        /** @description The last 24 hours in slots of five minutes, oldest first, one list each. */
        GatewaySlots: {
            /** @description When the first slot begins. */
            begin: string;
            /**
             * Format: int32
             * @description Length of a slot, seconds.
             */
            seconds: number;
            uplinks: number[];
            downlinks: number[];
            crc_bad: number[];
            tx_errors: number[];
            /** @description Mean, dBm. */
            rssi: (number | null)[];
        };
        /** @description How a value was spread over the last hour. */
        GatewaySpread: {
            /** Format: float */
            min: number;
            /**
             * Format: float
             * @description As exact as a bin is wide.
             */
            median: number;
            /** Format: float */
            max: number;
            /**
             * Format: float
             * @description Lower end of the first bin.
             */
            low: number;
            /**
             * Format: float
             * @description Width of a bin.
             */
            width: number;
            /** @description Values in each bin. */
            counts: number[];
        };
        /** @description What was counted of a gateway. The counts begin with the instance and end with it. */
        GatewayStatistics: {
            /** @description When counting began. */
            since: string;
            /** @description The last hour, exact to five minutes. */
            hour: components["schemas"]["GatewaySums"];
            /** @description The last 24 hours. */
            day: components["schemas"]["GatewaySums"];
            slots: components["schemas"]["GatewaySlots"];
            rssi?: components["schemas"]["GatewaySpread"] | null;
            snr?: components["schemas"]["GatewaySpread"] | null;
            tx_errors: components["schemas"]["TxError"][];
            /** @description Frequencies heard, at most 128. */
            heard: components["schemas"]["HeardFrequency"][];
            /**
             * Format: double
             * @description How much faster than this computer's the concentrator's clock runs, parts per million;
             *     `null` until it was heard for ten minutes.
             */
            clock_drift_ppm?: number | null;
            /**
             * Format: int32
             * @description Times the concentrator was seen to start anew.
             */
            clock_restarts: number;
            /**
             * Format: int64
             * @description Milliseconds from reception to arrival, median of the last frames that reported a time. The
             *     difference of the two clocks is in it. `null`: the gateway reports no time.
             */
            backhaul_ms?: number | null;
            plan: components["schemas"]["GatewayPlan"];
        };
        /** @description Sums of a span. */
        GatewaySums: {
            /** Format: int64 */
            uplinks: number;
            /** Format: int64 */
            downlinks: number;
            /** Format: int64 */
            crc_bad: number;
            /** Format: int64 */
            tx_errors: number;
        };
        /** @description A sign of life. */
        Health: {
            status: string;
            version: string;
        };
        /** @description A frequency with how often it was heard. */
        HeardFrequency: {
            /**
             * Format: int32
             * @description Hz.
             */
            freq: number;
            /** Format: int64 */
            count: number;
            /** @description `good`, `other_group` or `other_band`; absent when the gateway's band is not known. */
            fit?: string | null;
        };
        /** @description A page of the history. */
        History: {
            items: components["schemas"]["Record"][];
            /** @description Give it back as `cursor` for the next page; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description One kind of history. */
        HistoryKind: {
            /**
             * @description `frames`, `messages`, `telemetry`, `model_log`, `incidents`, `alarm_log`, `rpc_runs` or
             *     `notice_log`.
             */
            kind: string;
            /** Format: int64 */
            rows: number;
            /** @description `true`: there are so many rows that they were sampled. */
            estimated: boolean;
            /** @description When the oldest row came; `null` without rows. */
            first?: string | null;
            /** @description When the newest row came; `null` without rows. */
            last?: string | null;
            /** @description The setting that says how long it is kept. */
            setting: string;
            /**
             * Format: int32
             * @description How long it is kept, hours.
             */
            keep_h: number;
            /**
             * Format: int32
             * @description How long it is kept unless somebody says otherwise, hours.
             */
            default_h: number;
        };
        /** @description What a change does to recorded uplinks. */
        Impact: {
            /**
             * Format: int64
             * @description Devices that use the model, looked at or not: the tenant's, or everybody's where `others` says
             *     how many.
             */
            devices: number;
            /**
             * Format: int64
             * @description Recorded uplinks that were found for them, within the bound.
             */
            found: number;
            /**
             * Format: int64
             * @description Uplinks both scripts ran over; fewer than found when 10 s were over.
             */
            ran: number;
            /** Format: int64 */
            unchanged: number;
            /** Format: int64 */
            changed: number;
            /**
             * Format: int64
             * @description Uplinks that only the changed script fails on.
             */
            newly_failing: number;
            /**
             * Format: int64
             * @description Uplinks that only the stored script fails on.
             */
            newly_working: number;
            /** @description How often each field differs in the tenant's uplinks, the most frequent first. */
            fields: components["schemas"]["FieldImpact"][];
            /** @description The tenant's first 100 uplinks with another outcome, newest first. */
            differences: components["schemas"]["ImpactDifference"][];
            others?: components["schemas"]["ImpactOthers"] | null;
        };
        /** @description One uplink with another outcome. */
        ImpactDifference: {
            message_id: string;
            at: string;
            eui: string;
            device_name: string;
            /** @description `changed`, `fails` (it did not before) or `works` (it failed before). */
            outcome: string;
            /** @description Why the changed script fails, or why the stored one did. */
            error?: string | null;
            error_said?: components["schemas"]["Said"] | null;
            /** @description At most 32 fields; values longer than 200 characters are cut. */
            fields: components["schemas"]["FieldDifference"][];
        };
        /** @description The changed script. */
        ImpactInput: {
            payload_parser: string;
            /** @description `CUSTOMER` (default) or `CHIRPSTACK`. */
            payload_parser_type?: string | null;
            /**
             * Format: int32
             * @description Recorded uplinks to run over, at most and by default 500.
             */
            uplinks?: number | null;
        };
        /** @description What a change does to recorded uplinks of other tenants. */
        ImpactOthers: {
            /** Format: int64 */
            devices: number;
            /** Format: int64 */
            ran: number;
            /** Format: int64 */
            changed: number;
            /** Format: int64 */
            newly_failing: number;
            /** Format: int64 */
            newly_working: number;
        };
        /** @description What to do with rows that have errors. */
        ImportApply: {
            /** @description Import nothing when a row has an error; otherwise such rows are skipped. */
            all_or_nothing?: boolean;
            /** @description Numbers of rows that shall not be imported. */
            leave_out?: number[];
        };
        /** @description A cell, typed anew. */
        ImportCell: {
            field: string;
            value: string;
        };
        /** @description A field that a row sets. */
        ImportChange: {
            field: string;
            /** @description What the record has; `null` for a new one. */
            old?: string | null;
            new: string;
        };
        /** @description A column of the file. */
        ImportColumn: {
            header: string;
            /** @description The field it is taken for; `null`: it is ignored. */
            field?: string | null;
            /** @description Its first values; of keys only that there are some. */
            samples: string[];
        };
        /** @description How the columns of a file are to be read; absent parts stay as they are. */
        ImportColumnsInput: {
            /** @description The field of each column in turn, `null` for one that is ignored. */
            columns?: (string | null)[] | null;
            /** @description Texts for fields that rows leave empty. */
            fixed?: {
                [key: string]: string;
            } | null;
        };
        /** @description How many rows would do what. */
        ImportCounts: {
            create: number;
            update: number;
            unchanged: number;
            error: number;
            /** @description Rows without an error that have a warning. */
            warning: number;
        };
        /** @description A field that workbooks have a column for. */
        ImportField: {
            name: string;
            required: boolean;
            /** @description What a cell may hold; empty for any text. */
            choices: string[];
            help: string;
        };
        /** @description Something about a row that people should know. */
        ImportNote: {
            /** @description Whether the row cannot be imported because of it. */
            is_error: boolean;
            /** @description Empty for the row as a whole. */
            field: string;
            /** @description What it is, as a word for programs, such as `leading_zeros`. */
            code: components["schemas"]["ImportNoteCode"];
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
        };
        /** @enum {string} */
        ImportNoteCode: "cell_error" | "conflict" | "date" | "digits_lost" | "duplicate" | "elsewhere" | "formula" | "formula_unsaved" | "full_width" | "invalid" | "leading_zeros" | "length" | "no_identifier" | "no_parent" | "not_a_number" | "not_an_object" | "not_boolean" | "not_hex" | "not_json" | "number" | "required" | "scientific" | "spaces";
        /**
         * @description What a row would do.
         * @enum {string}
         */
        ImportOutcome: "create" | "update" | "unchanged" | "error";
        /** @description A checked file. */
        ImportPlan: {
            id: string;
            kind: string;
            file: string;
            source: components["schemas"]["ImportSource"];
            columns: components["schemas"]["ImportColumn"][];
            /** @description Texts for fields that rows leave empty; keys are masked without `read_keys`. */
            fixed: {
                [key: string]: string;
            };
            /**
             * @description Required fields that nothing gives and that a row needs, because its record is new; such
             *     rows have errors.
             */
            missing: string[];
            counts: components["schemas"]["ImportCounts"];
            /** @description Rows in the file. */
            total: number;
            state: components["schemas"]["ImportState"];
            /** @description The task that applies it. */
            task?: string | null;
            /** @description Rows behind it while it is applied and afterwards. */
            done: number;
            /** @description When it is forgotten unless somebody looks at it again. */
            expires_at: string;
        };
        /** @description A row of the file. */
        ImportRow: {
            /**
             * Format: int32
             * @description Its number in the file.
             */
            row: number;
            key: string;
            outcome: components["schemas"]["ImportOutcome"];
            changes: components["schemas"]["ImportChange"][];
            notes: components["schemas"]["ImportNote"][];
            /**
             * @description What became of it: `created`, `updated`, `unchanged`, `skipped`, `left_out`, `conflict` or
             *     `failed`.
             */
            result?: string | null;
            /** @description Why it was not applied. */
            reason?: string | null;
            reason_said?: components["schemas"]["Said"] | null;
        };
        /** @description What was found out about a file. */
        ImportSource: {
            /** @description Visible sheets of a workbook; empty for others. */
            sheets: string[];
            /** @description The sheet that was read. */
            sheet?: string | null;
            /** @description Encoding of a CSV or JSON file. */
            encoding?: string | null;
            /**
             * @description Whether it is only the likeliest one: the file is not UTF-8 and does not say what it is, so
             *     that letters beyond ASCII may be others. Upload it with `encoding` then.
             */
            encoding_guessed: boolean;
            /** @description Separator of a CSV file. */
            delimiter?: string | null;
            /**
             * Format: int32
             * @description Merged areas in the workbook; only the first cell of each has a value.
             */
            merged_areas: number;
            /**
             * Format: int32
             * @description Hidden rows in the workbook; they are read like the others.
             */
            hidden_rows: number;
        };
        /**
         * @description How far an import is.
         * @enum {string}
         */
        ImportState: "checked" | "applying" | "applied" | "stopped";
        /** @description Something that happened. */
        Incident: {
            id: string;
            at: string;
            /** @description `online` or `offline`; of a gateway also `duplicate`, `wrong_address`, `wrong_token`, `acknowledged`. */
            kind: string;
            /** @description More about it: `last_seen`, or `holder`, `challenger` and `count`. */
            detail: {
                [key: string]: unknown;
            };
        };
        /** @description A page of incidents, newest first. */
        IncidentPage: {
            items: components["schemas"]["Incident"][];
            /** @description What to send as `cursor` for older items; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description The variables a script sees; which ones depends on its kind. */
        Inputs: {
            /** @description The device as scripts see it. */
            device?: {
                [key: string]: unknown;
            } | null;
            /** @description The message: an AS uplink, or any object. */
            msg?: {
                [key: string]: unknown;
            } | null;
            thingModelId?: string | null;
            /** @description What changed: `{telemetry_data, shared_attrs, server_attrs}`. */
            noticeAttrs?: {
                [key: string]: unknown;
            } | null;
            params?: {
                [key: string]: unknown;
            } | null;
            alarms?: {
                [key: string]: unknown;
            } | null;
            /** @description Those of the tenant when absent. */
            org_params?: {
                [key: string]: unknown;
            } | null;
            topic?: string | null;
        };
        /** @description Which integrations see a device. */
        Integrations: {
            things_board: boolean;
            home_assistant: boolean;
            bacnet: boolean;
            modbus_tcp: boolean;
            third_party: boolean;
        };
        /**
         * @description Whether a profile has the keys its join mode needs.
         * @enum {string}
         */
        KeysState: "set" | "missing";
        /** @description The RPCs a trigger asked for last, since the instance started or the script was changed. */
        LastTriggerAction: {
            at: string;
            /** @description The device whose data made it act. */
            eui: string;
            /** @description Their methods, in order. */
            actions: string[];
        };
        /** @description The last run of a trigger on a device since the instance started. */
        LastTriggerRun: {
            at: string;
            /** @description The thing model whose values were new. */
            thing_model_id: string;
            /** @description The methods it asked for, in order; empty: it had nothing to ask for. */
            actions: string[];
            /** @description Why it failed. */
            error?: string | null;
            error_said?: components["schemas"]["Said"] | null;
        };
        /** @description When and where a token was last used. */
        LastUse: {
            used_at?: string | null;
            /** @description The address of the connection: of one through a proxy, the proxy's. */
            used_from?: string | null;
        };
        /** @description The latest values of a device. */
        Latest: {
            items: components["schemas"]["Partition"][];
        };
        /** @description What is added to a list and taken from it. */
        ListInput: {
            /** @description Put at the end where it is not there yet. */
            add?: string[];
            /** @description Taken out where it is there. */
            remove?: string[];
        };
        /** @description A listener that could not start. */
        ListenerProblem: {
            /** @description `http`, `gwmp`, `basics_station` or `mqtt`. */
            listener: string;
            address: string;
            /** @description Why not. */
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
        };
        Listeners: {
            http?: string | null;
            gwmp: string[];
            /** @description Gateways that run LoRa Basics Station; empty: not served. */
            basics_station: string[];
            mqtt?: string | null;
            problems: components["schemas"]["ListenerProblem"][];
        };
        /** @description A place, which may be in another one. */
        Location: {
            id: string;
            /** @description What files and people call it, unique in the tenant. */
            code: string;
            /** @description The place it is in. */
            parent_id?: string | null;
            parent_code?: string | null;
            name: string;
            /** @description The names of the places it is in and its own: `Site / Building / Floor`. */
            path: string;
            /** @description In how many places it is. */
            depth: number;
            address_1: string;
            address_2: string;
            address_3: string;
            zip: string;
            phone: string;
            /**
             * Format: double
             * @description Degrees.
             */
            latitude?: number | null;
            /**
             * Format: double
             * @description Degrees.
             */
            longitude?: number | null;
            /**
             * Format: int64
             * @description Places that are directly in it.
             */
            children: number;
            /**
             * Format: int64
             * @description Devices that are there, without those in the places in it.
             */
            devices: number;
            /**
             * Format: int64
             * @description Devices that are there or in the places in it.
             */
            devices_below: number;
            /**
             * Format: int64
             * @description Gateways that are there, without those in the places in it.
             */
            gateways: number;
            /**
             * Format: int64
             * @description Gateways that are there or in the places in it.
             */
            gateways_below: number;
            /**
             * Format: int64
             * @description Device templates that name it.
             */
            device_templates: number;
            created_at: string;
            updated_at: string;
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        LocationInput: {
            /**
             * @description 1 to 32 letters, digits, `_`, `-` and `.`; of digits alone at most 12. Unique in the
             *     tenant.
             */
            code?: string | null;
            /** @description Code or id of the place it is in; `null` for none. At most 8 places are in each other. */
            parent_code?: string | null;
            name?: string | null;
            address_1?: string | null;
            address_2?: string | null;
            address_3?: string | null;
            zip?: string | null;
            phone?: string | null;
            /**
             * Format: double
             * @description Degrees, -90 to 90; with `longitude`.
             */
            latitude?: number | null;
            /**
             * Format: double
             * @description Degrees, -180 to 180; with `latitude`.
             */
            longitude?: number | null;
        };
        /** @description Where a record is. */
        LocationRef: {
            id: string;
            code: string;
            name: string;
            /** @description The names of the places it is in and its own: `Site / Building / Floor`. */
            path: string;
            /**
             * Format: double
             * @description Degrees, its own or of the nearest place it is in.
             */
            latitude?: number | null;
            /**
             * Format: double
             * @description Degrees, its own or of the nearest place it is in.
             */
            longitude?: number | null;
        };
        /** @description One entry of a model's log. */
        LogEntry: {
            at: string;
            /** @description `info`, `warn` or `error`. */
            level: string;
            text: string;
            text_said?: components["schemas"]["Said"] | null;
            /** @description The device whose uplink was parsed. */
            eui?: string | null;
            /** Format: int32 */
            line?: number | null;
            /** Format: int32 */
            column?: number | null;
        };
        /** @description A page of a log, newest first. */
        LogPage_AlarmLogEntry: {
            items: {
                id: string;
                at: string;
                /** @description The active alarm's id. */
                alarm: string;
                eui: string;
                device_name?: string | null;
                name: string;
                /** @description `raised`, `changed`, `acknowledged`, `cleared` or `manually_cleared`. */
                event: string;
                /** @description `low`, `mid`, `high` or `urgent`. */
                level: string;
                title: string;
                desc: string;
                /** @description Since when there was one. */
                raised_at: string;
                /** @description Who acknowledged or cleared it by hand. */
                handler?: string | null;
                /** @description What they had to say about it. */
                note: string;
            }[];
            /** @description What to send as `cursor` for older items; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A page of a log, newest first. */
        LogPage_Frame: {
            items: {
                id: string;
                at: string;
                gateway?: string | null;
                /** @description `up` or `down`. */
                direction: string;
                /**
                 * @description `join_request`, `join_accept`, `unconfirmed_up`, `confirmed_up`, `unconfirmed_down`,
                 *     `confirmed_down`, `proprietary` or `malformed`.
                 */
                kind: string;
                dev_addr?: string | null;
                dev_eui?: string | null;
                device_name?: string | null;
                /** Format: int32 */
                f_cnt?: number | null;
                /** Format: int32 */
                f_port?: number | null;
                /** @description It acknowledges a frame of the other side. */
                ack: boolean;
                /** @description Bytes of the PHY payload. */
                size: number;
                /** @description Such as `SF7BW125`. */
                data_rate: string;
                /**
                 * Format: int32
                 * @description Hz.
                 */
                freq: number;
                /**
                 * Format: float
                 * @description dBm.
                 */
                rssi?: number | null;
                /**
                 * Format: float
                 * @description dB.
                 */
                snr?: number | null;
                /**
                 * Format: int32
                 * @description Time on air in microseconds.
                 */
                airtime_us?: number | null;
                accepted: boolean;
                /** @description A stable word: `accepted`, `copy`, `sent` or why it was refused. */
                verdict: string;
                /** @description The verdict in plain words, when it was refused. */
                reason?: string | null;
                /** @description What to do about it. */
                next_step?: string | null;
                /** @description What can be done about a refusal, as words of the diagnosis; the best first. */
                actions: string[];
                /**
                 * @description What is odd about an uplink's channel by the profile of its device: `outside_band`,
                 *     `unknown_channel` or `unknown_data_rate`. It is accepted all the same.
                 */
                channel_warning?: string | null;
                /** @description The PHY payload, hex. */
                phy: string;
                /** @description The record as gateways exchange it: `{EUI, version, identifier, token, payload}`. */
                content: {
                    [key: string]: unknown;
                };
                /** @description The frame's fields by name. */
                decoded: {
                    [key: string]: unknown;
                };
            }[];
            /** @description What to send as `cursor` for older items; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A page of a log, newest first. */
        LogPage_Message: {
            items: {
                id: string;
                at: string;
                eui: string;
                device_name?: string | null;
                /** @description `up`, `dn`, or `ack` for what only says what became of a downlink. */
                direction: string;
                /** @description `data`, `dataAll`, `ackSeq`, `ackTx` or `dataClear`. */
                kind: string;
                /** Format: int32 */
                f_cnt?: number | null;
                /** Format: int32 */
                f_port?: number | null;
                /** @description Decrypted payload, hex. */
                payload: string;
                /** @description The gateways that heard it. */
                gateways: string[];
                /** @description The AS message as published. */
                content: {
                    [key: string]: unknown;
                };
                parse: components["schemas"]["ParseResult"][];
            }[];
            /** @description What to send as `cursor` for older items; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A page of a log, newest first. */
        LogPage_NotificationLogEntry: {
            items: {
                id: string;
                /** @description When it was sent or given up. */
                at: string;
                /** @description The group's name as the script gave it. */
                group: string;
                /** @description `null`: there is no group of that name. */
                channel?: string | null;
                /** @description The address; empty where there is none. */
                recipient: string;
                title: string;
                sent: boolean;
                /** @description Why it was not sent. */
                reason?: string | null;
                reason_said?: components["schemas"]["Said"] | null;
                /**
                 * Format: int32
                 * @description How often it was tried.
                 */
                attempts: number;
            }[];
            /** @description What to send as `cursor` for older items; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description A page of a log, newest first. */
        LogPage_RpcRun: {
            items: {
                id: string;
                at: string;
                eui: string;
                device_name?: string | null;
                /** @description Id of the RPC model. */
                rpc_id: string;
                /** @description The model's text id when it was called. */
                method: string;
                /** @description The model's label when it was called. */
                name: string;
                /** @description `panel`, `api`, `mqtt`, `trigger`, `execution` or `attribute`. */
                origin: string;
                /** @description Who exactly: an account, a token, the id of a trigger or execution. */
                operator: string;
                /** @description Name of that trigger or execution, while there is one. */
                operator_name?: string | null;
                params: {
                    [key: string]: unknown;
                };
                /**
                 * @description `queued`, `running`, `delivering` (all steps taken, frames on their way), `finished`,
                 *     `failed`, `cancelled` or `interrupted`.
                 */
                state: string;
                /** @description What came of it, for people. */
                result: string;
                result_said?: components["schemas"]["Said"] | null;
                /**
                 * Format: int32
                 * @description Where the script failed.
                 */
                line?: number | null;
                /** Format: int32 */
                column?: number | null;
                steps: components["schemas"]["RpcStep"][];
                console: components["schemas"]["RpcLine"][];
                updated_at: string;
            }[];
            /** @description What to send as `cursor` for older items; `null` at the end. */
            next_cursor?: string | null;
        };
        /** @description The radio side of a device. */
        Mac: {
            /** @description The band, such as `EU868`. */
            region: string;
            /** @description `none`, `joined` (not heard since) or `active`. */
            session: string;
            in_force?: components["schemas"]["MacInForce"] | null;
            wanted: components["schemas"]["MacWanted"];
            pending: components["schemas"]["PendingRequest"][];
            stopped: components["schemas"]["StoppedRequest"][];
            status?: components["schemas"]["MacStatus"] | null;
            /** @description Battery and margin are asked for with the next downlink. */
            status_requested: boolean;
            adr: components["schemas"]["MacAdr"];
        };
        /** @description How the network chooses data rate and power. */
        MacAdr: {
            /** @description The instance's setting. */
            instance: boolean;
            /** @description The profile's switch. */
            profile: boolean;
            /** @description The device's ADR bit in its last uplink; `null` when none was heard since the start. */
            device?: boolean | null;
            /**
             * Format: int32
             * @description Reserve for fading, dB.
             */
            margin: number;
            /** @description The last uplinks, oldest first. */
            uplinks: components["schemas"]["AdrUplink"][];
            /** @description The last decisions, oldest first. */
            decisions: components["schemas"]["AdrDecision"][];
        };
        /** @description A channel and a frequency. */
        MacChannel: {
            /**
             * Format: int32
             * @description Its number.
             */
            channel: number;
            /**
             * Format: int32
             * @description Hz.
             */
            frequency: number;
        };
        /** @description Dwell times and power of AS923 and AU915. */
        MacDwell: {
            /** @description Uplinks last at most 400 ms. */
            uplink_dwell: boolean;
            /** @description Downlinks last at most 400 ms. */
            downlink_dwell: boolean;
            /**
             * Format: int32
             * @description dBm.
             */
            max_eirp?: number | null;
        };
        /** @description What the device does, as far as it has said so. */
        MacInForce: {
            windows: components["schemas"]["MacWindows"];
            link?: components["schemas"]["MacLink"] | null;
            /** @description Uplink channels, such as `0-7, 64`. */
            channels: string;
            /** @description Channels that the network added. */
            extra_channels: components["schemas"]["MacChannel"][];
            /** @description Channels whose first window is elsewhere. */
            downlink_channels: components["schemas"]["MacChannel"][];
            dwell?: components["schemas"]["MacDwell"] | null;
            /**
             * Format: int32
             * @description The device sends at most 1/2^n of the time; 0 is no limit.
             */
            max_duty_cycle: number;
        };
        /** @description What to ask of a device; absent fields stay as they are. */
        MacInput: {
            /**
             * Format: int32
             * @description Let the device send at most 1/2^n of the time, 0 to 15; 0 lifts the limit.
             */
            max_duty_cycle?: number | null;
            /** @description Move the first window of channels elsewhere (EU868, EU433, AS923). */
            downlink_channels?: components["schemas"]["MacChannel"][] | null;
        };
        /** @description Data rate, power and repetitions. */
        MacLink: {
            /**
             * Format: int32
             * @description Index of the data rate.
             */
            data_rate: number;
            /** @description Such as `SF7BW125`. */
            data_rate_name?: string | null;
            /**
             * Format: int32
             * @description Index of the power table; 0 is the most power.
             */
            tx_power: number;
            /**
             * Format: float
             * @description The power it stands for, dBm EIRP.
             */
            eirp: number;
            /**
             * Format: int32
             * @description Transmissions of each uplink.
             */
            nb_trans: number;
        };
        /** @description What the device told about itself. */
        MacStatus: {
            /** @description `external`, `battery` or `unknown`. */
            power: string;
            /**
             * Format: int32
             * @description Percent, when it runs on a battery.
             */
            battery?: number | null;
            /**
             * Format: int32
             * @description SNR in dB with which the device heard the question.
             */
            margin: number;
            at: string;
        };
        /** @description What profile, settings and owner want. */
        MacWanted: {
            windows: components["schemas"]["MacWindows"];
            /** @description Uplink channels; `null` when they are left to the device. */
            channels?: string | null;
            /** @description Frequencies of channels to add, Hz. */
            extra_channels: number[];
            downlink_channels: components["schemas"]["MacChannel"][];
            dwell?: components["schemas"]["MacDwell"] | null;
            /** Format: int32 */
            max_duty_cycle?: number | null;
        };
        /** @description Receive windows. */
        MacWindows: {
            /**
             * Format: int32
             * @description Seconds from an uplink to the first window.
             */
            rx_delay: number;
            /**
             * Format: int32
             * @description How far the first window's data rate lies below the uplink's.
             */
            rx1dr_offset: number;
            /**
             * Format: int32
             * @description Data rate of the second window.
             */
            rx2dr: number;
            /**
             * Format: int32
             * @description Frequency of the second window, Hz.
             */
            rx2_freq: number;
        };
        /** @description The mail server. Its password is never shown. */
        MailSettings: {
            /** @description Empty: no mail is sent. */
            host: string;
            /** Format: int32 */
            port: number;
            /** @description `none`, `starttls` or `tls`. */
            security: string;
            /** @description Certificates of the authorities to trust, PEM; empty for those of the system. */
            ca: string;
            /** @description Empty for no login. */
            username: string;
            /** @description Whether a password is stored. */
            has_password: boolean;
            /** @description Who mail is from: `Name <user@host>` or `user@host`. */
            sender: string;
        };
        /** @description What to change; what is left out stays. */
        MailSettingsInput: {
            host?: string | null;
            /** Format: int32 */
            port?: number | null;
            /** @description `none`, `starttls` or `tls`. */
            security?: string | null;
            ca?: string | null;
            username?: string | null;
            /** @description Never shown again. Needed again when host or port change, or mail shall go in clear. */
            password?: string | null;
            sender?: string | null;
        };
        /** @description Who is asking. */
        Me: {
            account: string;
            tenant: string;
            /** @description `OWNER`, `ADMIN` or `VIEWER`. */
            role: string;
            permissions: string[];
            /** @description Whether this is the person at the window of this computer. */
            local: boolean;
            /**
             * @description Tells this instance from others at the same address: drawn at its first start, kept in its
             *     data folder and in every copy of it.
             */
            instance: string;
        };
        /** @description One message of the application layer. */
        Message: {
            id: string;
            at: string;
            eui: string;
            device_name?: string | null;
            /** @description `up`, `dn`, or `ack` for what only says what became of a downlink. */
            direction: string;
            /** @description `data`, `dataAll`, `ackSeq`, `ackTx` or `dataClear`. */
            kind: string;
            /** Format: int32 */
            f_cnt?: number | null;
            /** Format: int32 */
            f_port?: number | null;
            /** @description Decrypted payload, hex. */
            payload: string;
            /** @description The gateways that heard it. */
            gateways: string[];
            /** @description The AS message as published. */
            content: {
                [key: string]: unknown;
            };
            parse: components["schemas"]["ParseResult"][];
        };
        /** @description What a model's script must return for an input. */
        ModelCase: {
            id: string;
            name: string;
            /** @description The device the input was taken from. */
            eui?: string | null;
            /** @description The script's variables, as `POST /api/v1/scripts/run` takes them. */
            input: {
                [key: string]: unknown;
            };
            /** @description What the script must return; `null` for nothing. */
            expected: unknown;
        };
        /** @description A test case to keep. */
        ModelCaseInput: {
            name: string;
            eui?: string | null;
            /** @description At most 256 KiB of JSON. */
            input: {
                [key: string]: unknown;
            };
            /** @description At most 256 KiB of JSON. */
            expected?: unknown;
        };
        /** @description The test cases of a model, oldest first. */
        ModelCaseList: {
            items: components["schemas"]["ModelCase"][];
        };
        /** @description A model and how many of the devices mount it. */
        ModelCount: components["schemas"]["MountedModel"] & {
            devices: number;
        };
        /** @description The last failure of a script. */
        ModelError: {
            at: string;
            message: string;
            message_said?: components["schemas"]["Said"] | null;
            /** Format: int32 */
            line?: number | null;
            /** Format: int32 */
            column?: number | null;
            /** @description The device it failed for. */
            eui: string;
        };
        /** @description Which models are wanted. */
        ModelFilter: {
            /** @description `PUBLIC` or the tenant's code. */
            scope?: string | null;
            tag?: string | null;
            /** @description Id of a task: only models that it imported. */
            task?: string | null;
        };
        /** @description A model's newest log entries. */
        ModelLog: {
            items: components["schemas"]["LogEntry"][];
        };
        /** @description Whose a model shall be. */
        ModelScopeInput: {
            /** @description `PUBLIC`, or the code of the tenant the caller acts in. */
            scope: string;
        };
        /** @description One save of a model. */
        ModelVersion: {
            /**
             * Format: int32
             * @description Counts the saves of the model, from 1.
             */
            number: number;
            saved_at: string;
        };
        /** @description What a model was after one save. */
        ModelVersionContent: {
            /** Format: int32 */
            number: number;
            /** @description Its fields in the shape in which the kind's `PATCH` takes them. */
            content: {
                [key: string]: unknown;
            };
        };
        /** @description The last 20 saves of a model, newest first. */
        ModelVersionList: {
            items: components["schemas"]["ModelVersion"][];
        };
        /** @description What deleting models would do. */
        ModelsPreview: {
            /**
             * Format: int64
             * @description Models that were selected and are there.
             */
            models: number;
            /**
             * Format: int64
             * @description How many of them cannot be deleted.
             */
            staying: number;
            /** @description The first 200 of them, those that cannot be deleted before the others. */
            items: components["schemas"]["UsedModel"][];
        };
        /** @description A model that a device has mounted or a template names. */
        MountedModel: {
            id: string;
            /** @description Text id; the label of a trigger model. */
            id_name: string;
            name: string;
            /** @description `PUBLIC` or the tenant's code; `null` when the model is gone. */
            scope: string | null;
        };
        /** @description How the tenant's MQTT clients log in. */
        MqttAccount: {
            /** @description The tenant's code. */
            username: string;
            password: string;
            /** @description Where the broker listens; `null` when it does not run. */
            address?: string | null;
        };
        MqttCounts: {
            /** @description Those that are logged in, of the same tenants as `uplinks`. */
            clients: number;
        };
        MqttPassword: {
            /** @description 8 to 128 characters. */
            password: string;
        };
        NewPassword: {
            /** @description 8 to 128 characters. */
            password: string;
        };
        /** @description A token that was just made. */
        NewStationToken: {
            /** @description Its text, shown this once. */
            token: string;
            /** @description Content of the station's file `tc.key`. */
            tc_key: string;
            created_at: string;
        };
        /** @description When an expression comes next. */
        NextRuns: {
            /** @description The next 5 times. */
            times: string[];
            /** @description The time zone of the computer, by which the expression counts, such as `Europe/Berlin`. */
            time_zone: string;
        };
        /** @description Some people or windows that scripts tell of alarms, by the group's name. */
        NotificationGroup: {
            id: string;
            /** @description What scripts call it, case-sensitive. */
            name: string;
            /** @description `false`: nobody is told. */
            enable: boolean;
            /** @description `EMAIL`: to each recipient. `DESKTOP`: in the open windows. */
            channel: string;
            /** @description E-mail addresses. */
            recipients: string[];
            /**
             * @description It is told of every gateway that falls silent or is heard again, also of those that do not
             *     name it.
             */
            all_gateways: boolean;
            remark: string;
            updated_at: string;
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        NotificationGroupInput: {
            /** @description Unique in the tenant. */
            name?: string | null;
            enable?: boolean | null;
            /** @description `EMAIL` or `DESKTOP`. */
            channel?: string | null;
            /** @description E-mail addresses, 1 to 64 for `EMAIL`. */
            recipients?: string[] | null;
            /** @description Off unless set. */
            all_gateways?: boolean | null;
            remark?: string | null;
        };
        /** @description What became of a notification to one recipient. */
        NotificationLogEntry: {
            id: string;
            /** @description When it was sent or given up. */
            at: string;
            /** @description The group's name as the script gave it. */
            group: string;
            /** @description `null`: there is no group of that name. */
            channel?: string | null;
            /** @description The address; empty where there is none. */
            recipient: string;
            title: string;
            sent: boolean;
            /** @description Why it was not sent. */
            reason?: string | null;
            reason_said?: components["schemas"]["Said"] | null;
            /**
             * Format: int32
             * @description How often it was tried.
             */
            attempts: number;
        };
        /** @description What a try-out found for one recipient. */
        NotificationTest: {
            /** @description The address; empty for the open windows. */
            recipient: string;
            /** @description It was taken. */
            ok: boolean;
            /** @description Why not, such as `credentials` or `tls_required`. */
            err_code?: string | null;
            /** @description The same as a sentence. */
            err_msg?: string | null;
            err_said?: components["schemas"]["Said"] | null;
        };
        /** @description What is known of a shared attribute on the device itself. */
        OnDevice: {
            /**
             * @description `reported` (the device has it), `never_reported`, `sending`, `sent`, `differs` (it was sent,
             *     then the device reported another value), `failed` or `not_sent`.
             */
            state: string;
            /** @description Why it was not sent: `no_rpc`, `no_fit`, `no_device`, or a sentence. */
            reason?: string | null;
            reason_said?: components["schemas"]["Said"] | null;
            /** @description When it was sent, or should have been. */
            sent_at?: string | null;
            /** @description The run that sent it; see `/api/v1/rpc-runs/{id}`. */
            run?: string | null;
        };
        /** @description A command for a group of devices. */
        OneTimeRpcInput: {
            /** @description What people call it. */
            name: string;
            /** @description The devices; or `filter`. */
            euis?: string[] | null;
            filter?: components["schemas"]["DeviceFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Devices that are left out. */
            except?: string[];
            /** @description The RPC model by id or method. */
            rpc: string;
            params?: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description From one device to the next, ms; no delay when absent.
             */
            device_interval_ms?: number | null;
            /** @description Leave devices out that do not have the RPC model; they count as failed otherwise. */
            skip_unmounted?: boolean;
        };
        /** @description What a command for a group of devices would meet. */
        OneTimeRpcOutlook: {
            devices: number;
            /** @description How many listen only after they have sent: what they are told waits for that. */
            class_a: number;
            /** @description How many do not have the RPC model. */
            unmounted: number;
            /** @description The first of those. */
            unmounted_euis: string[];
            preview?: components["schemas"]["OneTimeRpcPreview"] | null;
        };
        /** @description What a command would do to one device. */
        OneTimeRpcPreview: {
            eui: string;
            /** @description In the order they would be taken. */
            steps: components["schemas"]["RpcStep"][];
            /** @description Why there are none. */
            problem?: string | null;
            problem_said?: components["schemas"]["Said"] | null;
        };
        /** @description A command for a group of devices that is not given yet. */
        OneTimeRpcQuestion: {
            /** @description The devices; or `filter`. */
            euis?: string[] | null;
            filter?: components["schemas"]["DeviceFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Devices that are left out. */
            except?: string[];
            /** @description The RPC model by id or method. */
            rpc: string;
            params?: {
                [key: string]: unknown;
            };
        };
        /** @description The tenant's parameters for its scripts. */
        OrgParams: {
            /** @description Keys of 1 to 64 bytes with any JSON value, at most 200; 256 KiB in all. */
            params: {
                [key: string]: unknown;
            };
        };
        /** @description An MQTT broker that is not ours. Its password and private key are never shown. */
        OutsideBroker: {
            id: string;
            name: string;
            enable: boolean;
            /**
             * @description `SOURCE`: AS uplinks come from it and downlinks go back. `COPY`: it gets a copy of what
             *     this instance publishes.
             */
            direction: string;
            /** @description `mqtt` or `mqtts`. */
            protocol: string;
            host: string;
            /** Format: int32 */
            port: number;
            /** @description Certificates of the authorities to trust, PEM; empty for those of the system. */
            ca: string;
            /** @description Client certificate, PEM; empty for none. */
            cert: string;
            /** @description Whether a private key is stored. */
            has_key: boolean;
            username: string;
            /** @description Whether a password is stored. */
            has_password: boolean;
            client_id: string;
            /**
             * Format: int32
             * @description Seconds.
             */
            keep_alive: number;
            /** @description Whether the broker forgets this client when it leaves. */
            clean_session: boolean;
            /**
             * Format: int32
             * @description 0 or 1.
             */
            qos: number;
            /** @description The tenant in the other side's topics, `/v32/{remote_tenant}/…`. */
            remote_tenant: string;
            /** @description What it gets a copy of: `data`, `dataAll`, `ack`, `telemetry`. */
            publish: string[];
            /** @description Where `online` and, by the last will, `offline` is said, retained; empty for nowhere. */
            status_topic: string;
            /**
             * Format: int32
             * @description How much waits on the disk while it is away, in MiB.
             */
            buffer_limit_mb: number;
            remark: string;
            /** @description `disabled`, `connecting`, `connected` or `failed`. */
            status: string;
            /** @description Since when it is connected, or since when it is not. */
            since?: string | null;
            /**
             * Format: int32
             * @description Attempts since it was last connected.
             */
            attempts: number;
            /** @description Why it is not connected, such as `credentials` or `untrusted_certificate`. */
            err_code?: string | null;
            /** @description The same as a sentence. */
            err_msg?: string | null;
            err_said?: components["schemas"]["Said"] | null;
            /**
             * Format: int64
             * @description Messages it sent, since it was last changed or the instance started.
             */
            received: number;
            /**
             * Format: int64
             * @description Messages it took, since it was last changed or the instance started.
             */
            sent: number;
            /**
             * Format: int64
             * @description Messages that wait for it.
             */
            buffered: number;
            /**
             * Format: int64
             * @description Bytes they take.
             */
            buffered_bytes: number;
            /**
             * Format: int64
             * @description Messages that were dropped because the buffer was full.
             */
            dropped: number;
            /**
             * Format: int64
             * @description Messages of it that came twice.
             */
            duplicates: number;
            /**
             * Format: int64
             * @description Messages of it that were refused.
             */
            refused: number;
            created_at: string;
            updated_at: string;
        };
        /** @description Enabled brokers outside. */
        OutsideBrokerCounts: {
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            connected: number;
            /**
             * Format: int64
             * @description Not connected for a minute or more.
             */
            failing: number;
        };
        /** @description A broker to add or change. What is left out has its default, or stays. */
        OutsideBrokerInput: {
            name?: string | null;
            enable?: boolean | null;
            direction?: string | null;
            protocol?: string | null;
            host?: string | null;
            /** Format: int32 */
            port?: number | null;
            ca?: string | null;
            cert?: string | null;
            /** @description Private key of the client certificate, PEM. Never shown again. */
            key?: string | null;
            username?: string | null;
            /** @description Never shown again. Needed again when host, port or protocol change. */
            password?: string | null;
            client_id?: string | null;
            /** Format: int32 */
            keep_alive?: number | null;
            clean_session?: boolean | null;
            /** Format: int32 */
            qos?: number | null;
            remote_tenant?: string | null;
            publish?: string[] | null;
            status_topic?: string | null;
            /** Format: int32 */
            buffer_limit_mb?: number | null;
            remark?: string | null;
        };
        /** @description What a try-out found. */
        OutsideBrokerTest: {
            /** @description Login and subscriptions were granted. */
            ok: boolean;
            /** @description Why not, such as `credentials`. */
            err_code?: string | null;
            /** @description The same as a sentence. */
            err_msg?: string | null;
            err_said?: components["schemas"]["Said"] | null;
            /**
             * Format: int64
             * @description Milliseconds.
             */
            took_ms: number;
        };
        /** @description One page of a list. */
        Page_Alarm: {
            /** @description The items of this page. */
            items: {
                id: string;
                eui: string;
                device_name?: string | null;
                /** @description What tells it from others of the device. */
                name: string;
                /** @description `low`, `mid`, `high` or `urgent`. */
                level: string;
                title: string;
                desc: string;
                /** @description The groups that were told when it was last raised. */
                notice_groups: string[];
                /**
                 * Format: int32
                 * @description How often it was raised or changed since there is one.
                 */
                count: number;
                raised_at: string;
                /** @description When it was last raised or changed. */
                last_trigger_time: string;
                acknowledged?: components["schemas"]["AlarmHandled"] | null;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Device: {
            /** @description The items of this page. */
            items: (components["schemas"]["Integrations"] & {
                id: string;
                eui: string;
                name: string;
                /** @description `NORMAL`, `SUB_DEVICE` or `VIRTUAL`. */
                device_type: string;
                /** @description `LoRaWAN` or `OTHER`. */
                data_from: string;
                /** @description EUI of the device that reports for a sub-device. */
                parent?: string | null;
                template?: components["schemas"]["MountedModel"] | null;
                thing_model: components["schemas"]["MountedModel"][];
                rpc: components["schemas"]["MountedModel"][];
                trigger: components["schemas"]["MountedModel"][];
                tags: string[];
                /** @description Where it is. */
                location_id?: string | null;
                location?: components["schemas"]["LocationRef"] | null;
                /**
                 * Format: int32
                 * @description Seconds without an uplink until the device counts as offline.
                 */
                heart_period: number;
                real_time_storage: boolean;
                /** @description `online`, `offline` or `never_seen`. */
                status: string;
                active_time?: string | null;
                /**
                 * Format: float
                 * @description dBm of the last uplink.
                 */
                rssi?: number | null;
                /**
                 * Format: float
                 * @description dB of the last uplink.
                 */
                snr?: number | null;
                /** @description `ok`, `missing`, `disabled`, `down_off`, or `none` for devices that need none. */
                profile: string;
                remark: string;
                created_at: string;
                updated_at: string;
            })[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_DeviceExecution: {
            /** @description The items of this page. */
            items: {
                id: string;
                name: string;
                /** @description Whether its scheduled task runs it. */
                enable: boolean;
                /** @description The id of the scheduled task that runs it. */
                cron_task?: string | null;
                cron_task_name?: string | null;
                /** @description The id of the RPC model. */
                rpc_id: string;
                /** @description `null` when the tenant may not use the RPC model any more. */
                rpc_name?: string | null;
                params: {
                    [key: string]: unknown;
                };
                /** @description How many devices it calls. */
                devices: number;
                /**
                 * Format: int32
                 * @description From one device to the next, ms.
                 */
                device_interval_ms: number;
                /** @description `UNLIMITED` or `FIXED_COUNT`. */
                execution_type: string;
                /**
                 * Format: int32
                 * @description How many times its scheduled task runs it when the count is fixed.
                 */
                count_limit: number;
                /**
                 * Format: int32
                 * @description How many times its scheduled task has run it.
                 */
                count_done: number;
                /** @description Whether the result of each device is kept. */
                log_enable: boolean;
                /** @description From then on results are counted only. */
                log_until?: string | null;
                remark: string;
                /** @description When it runs next, if it and its scheduled task are enabled. */
                next_run?: string | null;
                /** @description When it last had to be skipped, because it was still running. */
                skipped_at?: string | null;
                last_run?: components["schemas"]["Task"] | null;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_DeviceTemplate: {
            /** @description The items of this page. */
            items: (components["schemas"]["DeviceTemplateContent"] & {
                id: string;
                /** @description `PUBLIC` (everybody's) or the tenant's code. */
                scope: string;
                /** @description It ships with the program: it is read-only and stays public. */
                built_in: boolean;
                /**
                 * Format: int64
                 * @description How many of the tenant's devices were made or last reset by it.
                 */
                used_by: number;
                updated_at: string;
                location?: components["schemas"]["LocationRef"] | null;
            })[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Gateway: {
            /** @description The items of this page. */
            items: {
                eui: string;
                /** @description `false`: it sends to this instance but nobody registered it. */
                registered: boolean;
                name: string;
                /** @description `GWMP` (Semtech UDP) or `BASICS_STATION`. */
                type: string;
                /** @description Band it listens in, when a person said so or it was heard at registration. */
                standard?: string | null;
                /**
                 * Format: int32
                 * @description Group of eight channels: 0 to 11 in CN470, 1 to 8 in US902 and AU915.
                 */
                sub_band?: number | null;
                enable: boolean;
                /** @description `false`: it only listens. */
                down_enable: boolean;
                /**
                 * Format: float
                 * @description dB that its antenna adds to the power it is told; a cable takes some away.
                 */
                antenna_gain: number;
                /**
                 * Format: int32
                 * @description Most it may radiate, dBm EIRP.
                 */
                max_eirp?: number | null;
                /** @description The only addresses its datagrams may come from: one, or a network. */
                fixed_address?: string | null;
                /**
                 * Format: int32
                 * @description Seconds without a datagram until it counts as offline.
                 */
                heart_period: number;
                /** @description Where it is. */
                location_id?: string | null;
                location?: components["schemas"]["LocationRef"] | null;
                /** Format: double */
                latitude?: number | null;
                /** Format: double */
                longitude?: number | null;
                /** @description `MANUAL`: the position above. `GPS`: the one in `stat`. */
                position_source: string;
                remark: string;
                /** @description `online`, `offline` or `never_seen`. */
                status: string;
                last_seen?: string | null;
                /** @description Where it speaks from. */
                address?: string | null;
                /** @description Where its downlinks go. */
                down_address?: string | null;
                /** @description `open`, `stale` (it has not asked for downlinks for 90 s) or `none`. */
                down_path: string;
                /**
                 * Format: int32
                 * @description Version of the Semtech UDP protocol, 1 or 2.
                 */
                gwmp_version?: number | null;
                /** @description Whether it answers downlinks (TX_ACK); `null` before the first one. */
                tx_ack?: boolean | null;
                /**
                 * Format: float
                 * @description Milliseconds from a downlink to its answer, smoothed.
                 */
                round_trip_ms?: number | null;
                /**
                 * Format: int64
                 * @description Frames received in the last hour, exact to five minutes.
                 */
                uplinks_hour: number;
                /**
                 * Format: int64
                 * @description Frames handed to it in the last hour.
                 */
                downlinks_hour: number;
                /** @description `gwmp` or `basics_station`; absent until it is heard. */
                protocol?: string | null;
                station?: components["schemas"]["StationVersion"] | null;
                /**
                 * @description Names of the notification groups that are told when it falls silent and when it is heard
                 *     again.
                 */
                notification_groups: string[];
                /** @description When its Basics Station token was made, if it has one. */
                station_token_at?: string | null;
                /** @description Sub-bands with a duty cycle that it transmitted in, EU868 only. */
                duty_cycle: components["schemas"]["DutyCycle"][];
                /**
                 * Format: int64
                 * @description Frames received since the instance started.
                 */
                uplinks: number;
                /**
                 * Format: int64
                 * @description Frames handed to it since the instance started.
                 */
                downlinks: number;
                /**
                 * Format: int64
                 * @description Frames it reported with a bad CRC since the instance started.
                 */
                crc_bad: number;
                /**
                 * Format: int64
                 * @description Frames it refused to transmit since the instance started.
                 */
                tx_errors: number;
                /**
                 * Format: int64
                 * @description Downlinks it did not answer in time since the instance started.
                 */
                tx_unanswered: number;
                /**
                 * Format: int64
                 * @description Reports that came twice since the instance started.
                 */
                repeats: number;
                /**
                 * Format: int64
                 * @description Packets that could not be read since the instance started.
                 */
                malformed: number;
                /**
                 * Format: int64
                 * @description Datagrams refused because it is not registered or switched off.
                 */
                refused: number;
                /**
                 * Format: int64
                 * @description Datagrams dropped because it sends too many.
                 */
                rate_limited: number;
                /**
                 * Format: int64
                 * @description Datagrams refused because they came from another address than its fixed one.
                 */
                wrong_address: number;
                /**
                 * Format: float
                 * @description dBm, weakest frame of the last hour.
                 */
                rssi_min?: number | null;
                /**
                 * Format: float
                 * @description dBm, the middle one.
                 */
                rssi_median?: number | null;
                /**
                 * Format: float
                 * @description dBm, strongest frame of the last hour.
                 */
                rssi_max?: number | null;
                /** @description Platform and version, when its reports name them. */
                platform?: string | null;
                version?: string | null;
                contest?: components["schemas"]["GatewayContest"] | null;
                stat?: components["schemas"]["Stat"] | null;
                created_at?: string | null;
                updated_at?: string | null;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ImportRow: {
            /** @description The items of this page. */
            items: {
                /**
                 * Format: int32
                 * @description Its number in the file.
                 */
                row: number;
                key: string;
                outcome: components["schemas"]["ImportOutcome"];
                changes: components["schemas"]["ImportChange"][];
                notes: components["schemas"]["ImportNote"][];
                /**
                 * @description What became of it: `created`, `updated`, `unchanged`, `skipped`, `left_out`, `conflict` or
                 *     `failed`.
                 */
                result?: string | null;
                /** @description Why it was not applied. */
                reason?: string | null;
                reason_said?: components["schemas"]["Said"] | null;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Location: {
            /** @description The items of this page. */
            items: {
                id: string;
                /** @description What files and people call it, unique in the tenant. */
                code: string;
                /** @description The place it is in. */
                parent_id?: string | null;
                parent_code?: string | null;
                name: string;
                /** @description The names of the places it is in and its own: `Site / Building / Floor`. */
                path: string;
                /** @description In how many places it is. */
                depth: number;
                address_1: string;
                address_2: string;
                address_3: string;
                zip: string;
                phone: string;
                /**
                 * Format: double
                 * @description Degrees.
                 */
                latitude?: number | null;
                /**
                 * Format: double
                 * @description Degrees.
                 */
                longitude?: number | null;
                /**
                 * Format: int64
                 * @description Places that are directly in it.
                 */
                children: number;
                /**
                 * Format: int64
                 * @description Devices that are there, without those in the places in it.
                 */
                devices: number;
                /**
                 * Format: int64
                 * @description Devices that are there or in the places in it.
                 */
                devices_below: number;
                /**
                 * Format: int64
                 * @description Gateways that are there, without those in the places in it.
                 */
                gateways: number;
                /**
                 * Format: int64
                 * @description Gateways that are there or in the places in it.
                 */
                gateways_below: number;
                /**
                 * Format: int64
                 * @description Device templates that name it.
                 */
                device_templates: number;
                created_at: string;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_NotificationGroup: {
            /** @description The items of this page. */
            items: {
                id: string;
                /** @description What scripts call it, case-sensitive. */
                name: string;
                /** @description `false`: nobody is told. */
                enable: boolean;
                /** @description `EMAIL`: to each recipient. `DESKTOP`: in the open windows. */
                channel: string;
                /** @description E-mail addresses. */
                recipients: string[];
                /**
                 * @description It is told of every gateway that falls silent or is heard again, also of those that do not
                 *     name it.
                 */
                all_gateways: boolean;
                remark: string;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Profile: {
            /** @description The items of this page. */
            items: {
                dev_eui: string;
                join_mode: string;
                join_eui?: string | null;
                /** @description The provisioned address (ABP). */
                dev_addr?: string | null;
                enable: boolean;
                down_enable: boolean;
                standard: string;
                /** Format: int32 */
                as923_group: number;
                lw_ver: string;
                class_mode: string;
                join_class_mode: string;
                /** Format: int32 */
                rx1dr_offset: number;
                /** Format: int32 */
                rx2dr: number;
                /**
                 * Format: int32
                 * @description Seconds.
                 */
                rx_delay: number;
                /**
                 * Format: int32
                 * @description Seconds.
                 */
                rx_delay_join: number;
                /**
                 * Format: int32
                 * @description Hz.
                 */
                rx2_freq: number;
                /** @description Accept a lower uplink counter (ABP devices that restart it); opens replay. */
                resets_f_cnt: boolean;
                /** @description Let the network choose data rate and power, when the device allows it, too. */
                adr: boolean;
                keys: components["schemas"]["KeysState"];
                device?: components["schemas"]["DeviceRef"] | null;
                last_join?: string | null;
                last_uplink?: string | null;
                /**
                 * Format: int32
                 * @description Counter of the last accepted uplink.
                 */
                f_cnt_up?: number | null;
                /**
                 * Format: int32
                 * @description Counter the next downlink gets.
                 */
                f_cnt_down?: number | null;
                /** @description Address in the session in force. */
                session_dev_addr?: string | null;
                batch: string;
                model: string;
                handle: string;
                created_at: string;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Realtime: {
            /** @description The items of this page. */
            items: {
                device: components["schemas"]["Device"];
                /**
                 * Format: int64
                 * @description Milliseconds since 1970, UTC; `null` when the model never produced values.
                 */
                update_time?: number | null;
                /** @description Fields by key, `update_time` included. */
                telemetry_data: {
                    [key: string]: unknown;
                };
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Relation: {
            /** @description The items of this page. */
            items: {
                id: string;
                from_eui: string;
                to_eui: string;
                source: components["schemas"]["RelationEnd"];
                target: components["schemas"]["RelationEnd"];
                /** @description `telemetry_data`, `shared_attrs`, `server_attrs`: what the target hears of. */
                notify_fields: string[];
                params: {
                    [key: string]: unknown;
                };
                /** @description When the target last heard of the source, since the instance started. */
                notified_at?: string | null;
                created_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_RestoreItem: {
            /** @description The items of this page. */
            items: {
                /**
                 * @description `device`, `profile`, `gateway`, `thing_model`, `rpc_model`, `trigger_model`,
                 *     `device_template` or `location`.
                 */
                kind: string;
                /** @description Its EUI, or the id of a model or location. */
                key: string;
                /** @description What it was called; may be empty. */
                name: string;
                /** @description `restore`, `revert`, `remove`, `same`, `conflict` or `refused`. */
                verdict: string;
                /** @description Why it is left alone, for `conflict` and `refused`. */
                detail?: string | null;
                detail_said?: components["schemas"]["Said"] | null;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_RpcModel: {
            /** @description The items of this page. */
            items: {
                id: string;
                /** @description The method by which scripts and MQTT clients call it. */
                id_name: string;
                name: string;
                /** @description `PUBLIC` (everybody's) or the tenant's code. */
                scope: string;
                /** @description It ships with the program: it is read-only and stays public. */
                built_in: boolean;
                /** @description Whether sub-devices of a device that mounts it may use it. */
                inherit: boolean;
                /** @description `{ <param>: { name, alias, type, order, unit, dftValue, options } }`. */
                template: {
                    [key: string]: unknown;
                };
                tags: string[];
                /**
                 * Format: int64
                 * @description How many of the tenant's devices have it mounted.
                 */
                used_by: number;
                last_error?: components["schemas"]["ModelError"] | null;
                statistics?: components["schemas"]["ScriptStatistics"] | null;
                remark: string;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ScheduledTask: {
            /** @description The items of this page. */
            items: {
                id: string;
                name: string;
                /** @description Whether it fires. */
                enable: boolean;
                /** @description `second minute hour day month weekday`, in the local time of the computer. */
                cron: string;
                remark: string;
                /**
                 * Format: int64
                 * @description How many device executions run by it. Without one it has no effect.
                 */
                executions: number;
                /** @description When it fires next, if it is enabled. */
                next_run?: string | null;
                /** @description The last time for which it ran something. */
                fired_at?: string | null;
                /** @description The last time it missed, because the computer slept or the program did not run. */
                missed_at?: string | null;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_SignIn: {
            /** @description The items of this page. */
            items: (components["schemas"]["LastUse"] & {
                id: string;
                account: string;
                tenant: string;
                /** @description Whether it is the caller's. */
                current: boolean;
                created_at: string;
                expires_at: string;
            })[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Task: {
            /** @description The items of this page. */
            items: {
                id: string;
                /**
                 * @description `one_time_rpc`, `device_execution`, `import`, `reset_by_template`, `bulk_update`,
                 *     `delete_devices`, `delete_profiles`, `switch_profiles`, `delete_models`, `delete_gateways`,
                 *     `tags`, `undo` or `history_cleaning`.
                 */
                kind: string;
                /** @description The id of what it was started for: the device execution, the checked file, the restore point. */
                subject?: string | null;
                name: string;
                name_said?: components["schemas"]["Said"] | null;
                /** @description Who started it. */
                who: string;
                /** @description What was asked for, in the terms of its kind. */
                request: {
                    [key: string]: unknown;
                };
                /**
                 * @description `waiting`, `running`, `finished`, `failed`, `cancelled` (a person stopped it) or
                 *     `interrupted` (the program ended in the middle of it).
                 */
                state: string;
                /**
                 * Format: int64
                 * @description How many items are behind it.
                 */
                current: number;
                /**
                 * Format: int64
                 * @description How many items it has.
                 */
                total: number;
                /**
                 * Format: int64
                 * @description Items that went well.
                 */
                ok: number;
                /**
                 * Format: int64
                 * @description Items that failed.
                 */
                failed: number;
                /** @description Why the task as a whole failed. */
                reason?: string | null;
                reason_said?: components["schemas"]["Said"] | null;
                created_at: string;
                started_at?: string | null;
                ended_at?: string | null;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_TaskItem: {
            /** @description The items of this page. */
            items: {
                /** @description The thing, such as a device's EUI. */
                subject: string;
                /** @description Whether it went well. */
                ok: boolean;
                /** @description What happened, as a word for programs. */
                code: string;
                /** @description What happened, as a sentence for people; may be empty. */
                detail: string;
                detail_said?: components["schemas"]["Said"] | null;
                /** @description The id of the record that tells more, such as the run of an RPC. */
                link?: string | null;
                at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Tenant: {
            /** @description The items of this page. */
            items: {
                code: string;
                name: string;
                created_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_ThingModel: {
            /** @description The items of this page. */
            items: {
                id: string;
                id_name: string;
                name: string;
                /** @description `PUBLIC` (everybody's) or the tenant's code. */
                scope: string;
                /** @description It ships with the program: it is read-only and stays public. */
                built_in: boolean;
                /** @description `CUSTOMER` or `CHIRPSTACK`. */
                payload_parser_type: string;
                /** @description `ANY`, `MASTER_DEVICE` or `SUB_DEVICE`. */
                apply_to: string;
                tags: string[];
                /** @description Display fields in their order. */
                fields: components["schemas"]["DisplayField"][];
                /**
                 * Format: int64
                 * @description How many of the tenant's devices have it mounted.
                 */
                used_by: number;
                last_error?: components["schemas"]["ModelError"] | null;
                statistics?: components["schemas"]["ScriptStatistics"] | null;
                remark: string;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_Token: {
            /** @description The items of this page. */
            items: (components["schemas"]["LastUse"] & {
                id: string;
                name: string;
                tenant: string;
                role: string;
                created_at: string;
            })[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description One page of a list. */
        Page_TriggerModel: {
            /** @description The items of this page. */
            items: {
                id: string;
                name: string;
                /** @description `PUBLIC` (everybody's) or the tenant's code. */
                scope: string;
                /** @description It ships with the program: it is read-only and stays public. */
                built_in: boolean;
                /** @description Whether it also runs for sub-devices of a device that mounts it. */
                inherit: boolean;
                tags: string[];
                /**
                 * Format: int64
                 * @description How many of the tenant's devices have it mounted.
                 */
                used_by: number;
                last_error?: components["schemas"]["ModelError"] | null;
                statistics?: components["schemas"]["ScriptStatistics"] | null;
                last_action?: components["schemas"]["LastTriggerAction"] | null;
                failed_actions?: components["schemas"]["FailedTriggerActions"] | null;
                remark: string;
                updated_at: string;
            }[];
            /**
             * Format: int64
             * @description How many items match in all.
             */
            total: number;
            /** @description What to send as `cursor` for the next page; `null` on the last one. */
            next_cursor?: string | null;
        };
        /** @description What one thing model made of a message. */
        ParseResult: {
            thing_model_id: string;
            id_name: string;
            ok: boolean;
            error?: string | null;
            error_said?: components["schemas"]["Said"] | null;
        };
        /** @description The latest values one thing model produced. */
        Partition: {
            thing_model_id: string;
            thing_model_id_name: string;
            name: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970, UTC.
             */
            update_time: number;
            /** @description Fields by key, `update_time` included. */
            telemetry_data: {
                [key: string]: unknown;
            };
        };
        /** @description A request that waits for its answer. */
        PendingRequest: {
            /** @description The commands, each with its `name` and fields. */
            commands: {
                [key: string]: unknown;
            }[];
            /**
             * Format: int32
             * @description How often it was sent.
             */
            attempts: number;
            /**
             * Format: int32
             * @description How often it is sent at most.
             */
            max_attempts: number;
            /**
             * Format: int32
             * @description Counter of the downlink that carried it last.
             */
            f_cnt_down?: number | null;
            sent_at: string;
        };
        /** @description What a trigger asked for later. It outlives a restart. */
        PendingTriggerActions: {
            id: string;
            due_at: string;
            actions: components["schemas"]["TriggerCall"][];
        };
        /** @description A heartbeat period and how many of the devices have it. */
        PeriodCount: {
            /**
             * Format: int32
             * @description Seconds.
             */
            value: number;
            devices: number;
        };
        /** @description How many devices change in one thing. */
        PlanCategory: {
            /**
             * @description `name`, `device_type`, `data_from`, `heart_period`, `real_time_storage`, `things_board`,
             *     `bacnet`, `home_assistant`, `modbus_tcp`, `thing_model`, `rpc`, `trigger`, `server_attrs`,
             *     `shared_attrs`, `tags`, `template` (the one a device was made or last reset by) or
             *     `telemetry`.
             */
            field: string;
            devices: number;
            /** @description Of those, how many have nothing left of it that had something. */
            emptied: number;
            /** @description Of attributes: how many different keys go. */
            keys_removed: number;
        };
        /** @description One thing of a device that becomes another one. */
        PlanChange: {
            /**
             * @description As in the categories; `server_attrs_meta` and `shared_attrs_meta` for what people say of an
             *     attribute.
             */
            field: string;
            /** @description Of attributes the key, of telemetry the id of the thing model. */
            key?: string | null;
            /** @description What it is; `null` when it is not there. */
            old?: unknown;
            /** @description What it will be; `null` when it will not be there. */
            new?: unknown;
        };
        /** @description An uplink channel and where it is answered first. */
        PlanChannel: {
            /**
             * Format: int32
             * @description Hz.
             */
            uplink: number;
            /**
             * Format: int32
             * @description Hz.
             */
            rx1: number;
        };
        /** @description What would become of one device. */
        PlanDevice: {
            eui: string;
            name: string;
            device_type: string;
            changes: components["schemas"]["PlanChange"][];
            /** @description Why it cannot be changed. */
            problem?: string | null;
            problem_said?: components["schemas"]["Said"] | null;
        };
        /** @description The band and group of channels that would fit what was heard. */
        PlanGuess: {
            standard: string;
            /** Format: int32 */
            sub_band?: number | null;
        };
        /** @description Why nothing can be done. */
        PlanProblem: {
            /**
             * @description `basic`, `thing_model`, `rpc`, `trigger`, `server_attrs`, `shared_attrs`,
             *     `delete_telemetry` or `tags`.
             */
            step: string;
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
        };
        /** @description An RFC 9457 problem document. */
        Problem: {
            /** @description Always `about:blank`: `code` tells problems apart. */
            type: string;
            /** @description The problem's kind in two words. */
            title: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What happened and what to do, as a sentence for people. */
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
            /** @description The problem's kind for programs. */
            code: components["schemas"]["Code"];
            /** @description The first bad field. */
            field?: string | null;
            /** @description Every bad field. */
            errors?: components["schemas"]["FieldProblem"][];
            /** @description Joins this answer with the instance's log. */
            request_id: string;
        };
        /** @description A LoRaWAN profile without its keys. */
        Profile: {
            dev_eui: string;
            join_mode: string;
            join_eui?: string | null;
            /** @description The provisioned address (ABP). */
            dev_addr?: string | null;
            enable: boolean;
            down_enable: boolean;
            standard: string;
            /** Format: int32 */
            as923_group: number;
            lw_ver: string;
            class_mode: string;
            join_class_mode: string;
            /** Format: int32 */
            rx1dr_offset: number;
            /** Format: int32 */
            rx2dr: number;
            /**
             * Format: int32
             * @description Seconds.
             */
            rx_delay: number;
            /**
             * Format: int32
             * @description Seconds.
             */
            rx_delay_join: number;
            /**
             * Format: int32
             * @description Hz.
             */
            rx2_freq: number;
            /** @description Accept a lower uplink counter (ABP devices that restart it); opens replay. */
            resets_f_cnt: boolean;
            /** @description Let the network choose data rate and power, when the device allows it, too. */
            adr: boolean;
            keys: components["schemas"]["KeysState"];
            device?: components["schemas"]["DeviceRef"] | null;
            last_join?: string | null;
            last_uplink?: string | null;
            /**
             * Format: int32
             * @description Counter of the last accepted uplink.
             */
            f_cnt_up?: number | null;
            /**
             * Format: int32
             * @description Counter the next downlink gets.
             */
            f_cnt_down?: number | null;
            /** @description Address in the session in force. */
            session_dev_addr?: string | null;
            batch: string;
            model: string;
            handle: string;
            created_at: string;
            updated_at: string;
        };
        ProfileCounts: {
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            without_device: number;
        };
        /** @description A LoRaWAN profile with its keys, as far as the caller may see them. */
        ProfileDetail: components["schemas"]["Profile"] & {
            /** @description Root key (OTAA), 32 hex digits; `null` when absent or not for this caller. */
            app_key?: string | null;
            /** @description Application session key (ABP). */
            apps_key?: string | null;
            /** @description Network session key (ABP). */
            nwks_key?: string | null;
        };
        /** @description Which profiles are wanted. */
        ProfileFilter: {
            /** @description `ABP` or `OTAA`. */
            join_mode?: string | null;
            /** @description A band standard, such as `EU868`. */
            standard?: string | null;
            enable?: boolean | null;
            /** @description Whether a device record of the same EUI exists. */
            has_device?: boolean | null;
            /** @description `ClassA` or `ClassC`. */
            class_mode?: string | null;
            /** @description This batch, whatever its capitals. */
            batch?: string | null;
            /** @description Id of a task: only profiles to which it did something, or that its file had. */
            task?: string | null;
        };
        /**
         * @description What to create or change. Absent fields keep their value or get the band's default;
         *     `null` clears a field that may be absent.
         */
        ProfileInput: {
            /** @description Only when creating: 16 hex digits in any common spelling. */
            dev_eui?: string | null;
            /** @description `ABP` (default) or `OTAA`. */
            join_mode?: string | null;
            join_eui?: string | null;
            dev_addr?: string | null;
            apps_key?: string | null;
            nwks_key?: string | null;
            app_key?: string | null;
            enable?: boolean | null;
            down_enable?: boolean | null;
            lw_ver?: string | null;
            standard?: string | null;
            /** Format: int32 */
            as923_group?: number | null;
            class_mode?: string | null;
            join_class_mode?: string | null;
            /** Format: int32 */
            rx1dr_offset?: number | null;
            /** Format: int32 */
            rx2dr?: number | null;
            /** Format: int32 */
            rx_delay?: number | null;
            /** Format: int32 */
            rx_delay_join?: number | null;
            /** Format: int32 */
            rx2_freq?: number | null;
            resets_f_cnt?: boolean | null;
            adr?: boolean | null;
            batch?: string | null;
            model?: string | null;
            handle?: string | null;
        };
        Queues: {
            /**
             * Format: int64
             * @description Frames, messages and log entries dropped because a queue was full; `null` for who does not
             *     manage the instance, because nobody knows whose they were.
             */
            dropped?: number | null;
        };
        /** @description A device and what one thing model last made of its uplinks. */
        Realtime: {
            device: components["schemas"]["Device"];
            /**
             * Format: int64
             * @description Milliseconds since 1970, UTC; `null` when the model never produced values.
             */
            update_time?: number | null;
            /** @description Fields by key, `update_time` included. */
            telemetry_data: {
                [key: string]: unknown;
            };
        };
        /** @description One record of the history: what one run of the thing model returned. */
        Record: {
            at: string;
            telemetry_data: {
                [key: string]: unknown;
            };
        };
        /** @description What one thing model recorded for devices. */
        RecordedTelemetry: components["schemas"]["MountedModel"] & {
            /** @description How many devices have values of it. */
            devices: number;
            /**
             * Format: int64
             * @description Records of the history, as many as were counted.
             */
            records: number;
            /** @description `false`: there are more records than were counted. */
            complete: boolean;
            /** @description When the first counted record came. */
            from?: string | null;
            /** @description When the last record came. */
            to?: string | null;
        };
        /**
         * @description Frames and messages that were refused since the start, of the same tenants as `uplinks`. A frame
         *     that no device claims is its gateway's tenant's.
         */
        Refused: {
            /** Format: int64 */
            total: number;
            by_code: {
                [key: string]: number;
            };
        };
        /** @description A band and what a profile of it may hold. */
        Region: {
            standard: string;
            /** @description The band for people. */
            label: string;
            lw_versions: string[];
            defaults: components["schemas"]["RegionDefaults"];
            /**
             * Format: int32
             * @description Hz.
             */
            rx2_freq_min: number;
            /**
             * Format: int32
             * @description Hz.
             */
            rx2_freq_max: number;
            /** Format: int32 */
            rx1dr_offset_max: number;
            downlink_data_rates: components["schemas"]["DownlinkDataRate"][];
        };
        /** @description What a profile of a band starts with. */
        RegionDefaults: {
            /** Format: int32 */
            rx1dr_offset: number;
            /** Format: int32 */
            rx2dr: number;
            /**
             * Format: int32
             * @description Seconds.
             */
            rx_delay: number;
            /**
             * Format: int32
             * @description Seconds.
             */
            rx_delay_join: number;
            /**
             * Format: int32
             * @description Hz.
             */
            rx2_freq: number;
        };
        /** @description A relation: the target's thing models run when the source's data changes. */
        Relation: {
            id: string;
            from_eui: string;
            to_eui: string;
            source: components["schemas"]["RelationEnd"];
            target: components["schemas"]["RelationEnd"];
            /** @description `telemetry_data`, `shared_attrs`, `server_attrs`: what the target hears of. */
            notify_fields: string[];
            params: {
                [key: string]: unknown;
            };
            /** @description When the target last heard of the source, since the instance started. */
            notified_at?: string | null;
            created_at: string;
        };
        /** @description One of the two devices of a relation. */
        RelationEnd: {
            eui: string;
            name: string;
            /** @description `NORMAL`, `SUB_DEVICE` or `VIRTUAL`. */
            device_type: string;
            /** @description `online`, `offline` or `never_seen`. */
            status: string;
        };
        /** @description What to change; absent fields keep their value. */
        RelationInput: {
            /** @description At least one of `telemetry_data`, `shared_attrs`, `server_attrs`. */
            notify_fields?: string[] | null;
            /** @description Replaces the whole object. */
            params?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description Devices and the template they shall be like. */
        ResetInput: {
            /** @description Id or name of the device template. */
            template: string;
            /** @description The devices; or `filter`. */
            euis?: string[] | null;
            filter?: components["schemas"]["DeviceFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Devices that are left out. */
            except?: string[];
            /**
             * @description How many devices were confirmed; refused when they are more or fewer now. Only when
             *     starting.
             */
            count?: number | null;
            /** @description What people call the task; the template's name when absent. Only when starting. */
            name?: string;
        };
        /** @description What undoing would do. */
        RestoreCheck: {
            counts: components["schemas"]["RestoreCounts"];
            /** @description One page of the records. */
            records: components["schemas"]["Page_RestoreItem"];
        };
        /** @description How many records have each verdict. */
        RestoreCounts: {
            /**
             * Format: int64
             * @description Were deleted and come back.
             */
            restore: number;
            /**
             * Format: int64
             * @description Were changed and become what they were.
             */
            revert: number;
            /**
             * Format: int64
             * @description Were added and go.
             */
            remove: number;
            /**
             * Format: int64
             * @description Are as they were already.
             */
            same: number;
            /**
             * Format: int64
             * @description Were changed after the operation.
             */
            conflict: number;
            /**
             * Format: int64
             * @description Cannot come back.
             */
            refused: number;
        };
        /** @description What an operation was about to change, kept so that it can be undone. */
        RestorePoint: {
            id: string;
            /** @description `import`, `reset`, `bulk_update`, `tags`, `delete` or `undo`. */
            operation: string;
            /** @description Such as a file's name; may be empty. */
            name: string;
            /** @description Who did it. */
            who: string;
            /** @description The id of the task that did it. */
            task?: string | null;
            /**
             * Format: int64
             * @description How many records it holds.
             */
            records: number;
            /**
             * Format: int64
             * @description How large they are, in bytes.
             */
            bytes: number;
            created_at: string;
            /** @description When it goes; the oldest go earlier when all of them are too large. */
            expires_at: string;
            /** @description When it was last undone. */
            undone_at?: string | null;
        };
        /** @description What to call. */
        RpcCall: {
            /** @description The RPC model, by its method (text id) or id. */
            method: string;
            /** @description Parameters by name; absent ones have their defaults. */
            params?: {
                [key: string]: unknown;
            };
            /**
             * Format: int32
             * @description Wait so long for the last step before answering, 0 (default) to 60000 milliseconds.
             */
            wait_ms?: number;
        };
        /** @description A line that the script printed, or that says something about its steps. */
        RpcLine: {
            /** @description `log`, `info`, `warn`, `error` or `debug`. */
            level: string;
            text: string;
            text_said?: components["schemas"]["Said"] | null;
        };
        /** @description An RPC model without its script. */
        RpcModel: {
            id: string;
            /** @description The method by which scripts and MQTT clients call it. */
            id_name: string;
            name: string;
            /** @description `PUBLIC` (everybody's) or the tenant's code. */
            scope: string;
            /** @description It ships with the program: it is read-only and stays public. */
            built_in: boolean;
            /** @description Whether sub-devices of a device that mounts it may use it. */
            inherit: boolean;
            /** @description `{ <param>: { name, alias, type, order, unit, dftValue, options } }`. */
            template: {
                [key: string]: unknown;
            };
            tags: string[];
            /**
             * Format: int64
             * @description How many of the tenant's devices have it mounted.
             */
            used_by: number;
            last_error?: components["schemas"]["ModelError"] | null;
            statistics?: components["schemas"]["ScriptStatistics"] | null;
            remark: string;
            updated_at: string;
        };
        /** @description An RPC model with its script. */
        RpcModelDetail: components["schemas"]["RpcModel"] & {
            rpc_script: string;
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        RpcModelInput: {
            /** @description The method, 1 to 255 letters, digits, spaces and ASCII signs. */
            id_name?: string | null;
            name?: string | null;
            inherit?: boolean | null;
            template?: {
                [key: string]: unknown;
            } | null;
            /** @description The script, at most 256 KiB. */
            rpc_script?: string | null;
            tags?: string[] | null;
            remark?: string | null;
        };
        /** @description One call of an RPC model on a device, and what became of it. */
        RpcRun: {
            id: string;
            at: string;
            eui: string;
            device_name?: string | null;
            /** @description Id of the RPC model. */
            rpc_id: string;
            /** @description The model's text id when it was called. */
            method: string;
            /** @description The model's label when it was called. */
            name: string;
            /** @description `panel`, `api`, `mqtt`, `trigger`, `execution` or `attribute`. */
            origin: string;
            /** @description Who exactly: an account, a token, the id of a trigger or execution. */
            operator: string;
            /** @description Name of that trigger or execution, while there is one. */
            operator_name?: string | null;
            params: {
                [key: string]: unknown;
            };
            /**
             * @description `queued`, `running`, `delivering` (all steps taken, frames on their way), `finished`,
             *     `failed`, `cancelled` or `interrupted`.
             */
            state: string;
            /** @description What came of it, for people. */
            result: string;
            result_said?: components["schemas"]["Said"] | null;
            /**
             * Format: int32
             * @description Where the script failed.
             */
            line?: number | null;
            /** Format: int32 */
            column?: number | null;
            steps: components["schemas"]["RpcStep"][];
            console: components["schemas"]["RpcLine"][];
            updated_at: string;
        };
        /** @description One step of a run. */
        RpcStep: {
            /**
             * Format: int32
             * @description Its number in what the script returned, from 1.
             */
            number: number;
            /** @description `downlink`, `modifyAttrs`, `alarm`, `notify` or `http`. */
            kind: string;
            /** @description EUI of the device it is for. */
            target: string;
            /**
             * Format: int32
             * @description Milliseconds it waits before.
             */
            sleep_ms: number;
            /**
             * @description `waiting`, `queued`, `sent` (final unless confirmed), `acknowledged`, `done`, `failed`,
             *     `cancelled` or `skipped`.
             */
            state: string;
            /** @description What the script wrote into it; `null` when that is long. */
            content: unknown;
            /** @description Id of the downlink it became. */
            downlink_id?: string | null;
            confirmed: boolean;
            /**
             * Format: int32
             * @description Frame counter of its last transmission.
             */
            f_cnt?: number | null;
            /** @description The gateway that sent it. */
            gateway?: string | null;
            /** @description Why it failed or waits, or what came of it. */
            reason?: string | null;
            reason_said?: components["schemas"]["Said"] | null;
            /** @description When its state last changed. */
            at?: string | null;
        };
        /**
         * @description A sentence of the instance, for whoever says it in another language. The field beside it has its
         *     English text; this is `null` when there is only that, as for the words of a script.
         */
        Said: {
            /** @description Which sentence it is. There may be new ones in later versions: say `text` then. */
            code: components["schemas"]["SaidCode"];
            /** @description What it names. A value may be a sentence in turn, with `code`, `params` and `text`, or a list. */
            params: {
                [key: string]: unknown;
            };
            /** @description The sentence in English. */
            text: string;
        };
        /**
         * @description Which sentence it is; `x-english` has their English words.
         * @enum {string}
         */
        SaidCode: "program_mistake" | "about" | "no_device" | "no_devices" | "refused_not_found" | "refused_gone" | "refused_invalid" | "refused_conflict" | "refused_in_use" | "refused_full" | "refused_forbidden" | "refused_unavailable" | "store_failed" | "store_read_only" | "store_busy" | "store_rolled_back" | "not_acknowledged" | "not_acknowledged_in_time" | "sent_in_vain" | "stopped_while_sending" | "no_session_heard" | "downlinks_off" | "no_gateway" | "listens_in_own_windows" | "no_window_left" | "at_gateway" | "gateway_busy" | "duty_cycle" | "gateway_refused" | "gateway_down_off" | "gateways_down" | "no_path" | "gateway_not_registered" | "gateway_overrun" | "gateway_clock_unknown" | "gateway_no_raw_frames" | "gateway_other_band" | "gateway_did_not_hear" | "too_long" | "taken_out" | "cancelled_by" | "program_ended" | "at_step" | "step_failed" | "frame_taken_out" | "frame_gone" | "nothing_asked" | "steps_taken" | "alarm_raised" | "alarm_changed" | "alarm_acknowledged" | "alarm_cleared" | "alarm_manually_cleared" | "alarm_unchanged" | "waiting_dropped" | "sent_raw" | "nothing_differs" | "handed_to_broker" | "published_on" | "http_answered" | "http_failed" | "http_off" | "at_row" | "row" | "changed_fields" | "name_too_long" | "sub_device_stays" | "would_lose_profile" | "many_thing_models" | "many_rpc_models" | "many_trigger_models" | "models_gone" | "location_gone" | "models_and_location_gone" | "place_gone" | "changed_after" | "changed_after_at" | "deleted_after" | "other_tenants" | "public_now" | "eui_taken_at" | "address_used" | "noun_alarm" | "noun_attribute" | "noun_case" | "noun_device" | "noun_downlink" | "noun_execution" | "noun_gateway" | "noun_group" | "noun_location" | "noun_model" | "noun_mqtt_account" | "noun_outside_broker" | "noun_profile" | "noun_relation" | "noun_restore_point" | "noun_row" | "noun_rpc_model" | "noun_run" | "noun_scheduled_task" | "noun_station_token" | "noun_task" | "noun_template" | "noun_thing_model" | "noun_token" | "noun_sign_in" | "noun_trigger_model" | "noun_version" | "noun_account" | "noun_tenant" | "noun_kept_record" | "noun_session" | "noun_eui" | "noun_dev_eui" | "noun_dev_addr" | "noun_id" | "noun_id_name" | "noun_name" | "noun_code" | "noun_user_name" | "noun_second" | "noun_minute" | "noun_hour" | "noun_day" | "noun_month" | "noun_weekday" | "noun_null" | "noun_flag" | "noun_number" | "noun_text" | "noun_array" | "noun_object" | "noun_object_or_array" | "noun_names" | "os_address_taken" | "os_address_foreign" | "os_denied" | "os_no_file" | "os_disk_full" | "os_nobody_listens" | "os_cut_off" | "os_no_answer" | "os_failed" | "pem_none" | "pem_form" | "key_no_pem" | "file_no_certificate" | "file_no_key" | "certificate_unusable" | "certificate_other_key" | "certificate_not_made" | "tls_unusable" | "mail_address_form" | "down_no_object" | "down_other_device" | "down_interface" | "down_type" | "member_missing" | "member_no_base64" | "member_no_flag" | "member_no_object" | "down_token" | "member_no_port" | "member_no_eui" | "member_no_millis" | "raw_rate_form" | "raw_modulation_form" | "raw_coding_form" | "raw_frequency_form" | "raw_power_form" | "raw_preamble_form" | "body_no_json" | "body_form" | "body_no_type" | "body_large" | "body_unread" | "query_form" | "no_parameter" | "path_form" | "no_api_path" | "no_web_socket" | "no_api_method" | "station_not_served" | "not_found" | "required" | "required_for" | "is_missing" | "is_empty" | "expected_kind" | "missing_object" | "characters_most" | "characters_expected" | "characters_over" | "control_character" | "bytes_most" | "bytes_expected" | "bytes_over" | "bytes_out_of_range" | "kib_most" | "json_most" | "keys_over" | "entries_over" | "most" | "number_expected" | "number_between" | "number_out_of_range" | "number_out_of_band" | "number_over" | "seconds_expected" | "seconds_out_of_range" | "degrees_expected" | "decibels_expected" | "dbm_expected" | "megabytes_expected" | "heart_period_range" | "over_one_day" | "one_of" | "some_of" | "not_one_of" | "whole_number" | "a_number" | "time_expected" | "hex_length" | "hex_digit" | "hex_expected" | "record_id_form" | "eui_form" | "tenant_form" | "address_form" | "host_form" | "not_cursor" | "last_seen_form" | "alarm_state_form" | "switch_state_form" | "value_filter_form" | "cannot_sort" | "either_or" | "no_field" | "no_field_of" | "there_twice" | "named_twice" | "given_twice" | "store_taken" | "store_in_use" | "store_named" | "store_unknown" | "store_unknown_any" | "no_such" | "changed_meanwhile" | "enter_again" | "sign_in" | "device_exists" | "eui_elsewhere" | "eui_elsewhere_delete" | "eui_free" | "no_such_device" | "no_location" | "location_deleted" | "no_model" | "no_template" | "template_ambiguous" | "none_with" | "no_rpc_with_id" | "no_schedule_with_id" | "no_task_with_id" | "sub_devices_made" | "parent_fixed" | "parent_of_sub_device" | "lorawan_eui" | "gets_sub_devices" | "keeps_eui" | "template_once" | "keeps_dev_eui" | "kept_by_platform" | "no_movable_attribute" | "key_form" | "key_reserved" | "rpcs_are_names" | "rpcs_are_list" | "added_and_removed" | "added_and_deleted" | "added_too" | "no_tag_given" | "no_switch_given" | "nothing_to_change" | "icon_form" | "method_form" | "id_name_form" | "tag_form" | "tags_most" | "models_over" | "devices_most" | "devices_out_of_range" | "records_out_of_range" | "ids_out_of_range" | "conditions_most" | "selection_changed" | "sub_devices_stay" | "lorawan_to_assets" | "brace_open" | "brace_unknown" | "at_least_one_device" | "relations_over" | "hears_itself" | "targets_most" | "sources_most" | "categories_missing" | "key_length" | "alarms_full" | "workers_full" | "values_of_one_model" | "location_code_form" | "location_code_digits" | "location_code_taken" | "location_code_taken_now" | "longitude_too" | "latitude_too" | "location_in_itself" | "location_inside" | "location_depth" | "locations_most" | "location_holds" | "location_used_now" | "held_locations" | "held_devices" | "held_gateways" | "held_templates" | "address_taken" | "profile_exists" | "dev_eui_elsewhere" | "otaa_counters" | "no_free_address" | "no_downlink_rate" | "frequency_outside" | "frequency_not_in_band" | "channel_outside" | "channel_common" | "channel_twice" | "channels_most" | "no_megahertz" | "fixed_channels" | "moved_channel" | "mac_no_downlinks" | "mac_no_session" | "gateway_exists" | "no_group_called" | "groups_most" | "no_sub_bands" | "downlinks_wait_device" | "downlinks_wait" | "takes_mqtt" | "not_hex" | "not_base64_because" | "encoding_expected" | "token_expected" | "change_attributes_at" | "no_profile" | "profile_off" | "downlinks_off_switch" | "on_its_way" | "nothing_to_cancel" | "port_range" | "mac_missing" | "f_opts_over" | "payload_over" | "not_mac_commands" | "airtime_over" | "other_target" | "not_mounted" | "no_rpc_called" | "no_such_rpc" | "none_has_rpc" | "commands_wait" | "commands_wait_device" | "run_no_number" | "step_place" | "step_member" | "action_place" | "action_member" | "message_place" | "message_member" | "actions_expected" | "two_targets" | "topic_member_lacks" | "topic_plain" | "option_place" | "option_member" | "the_result" | "the_definition" | "the_message" | "no_steps" | "steps_over" | "messages_over" | "step_type" | "base64_expected" | "not_base64" | "no_attrs" | "clear_or_none" | "new_or_clear" | "url_expected" | "one_of_methods" | "script_timeout" | "script_memory" | "script_stack" | "script_output" | "script_syntax" | "script_threw" | "script_place" | "script_late" | "script_memory_all" | "script_memory_block" | "script_memory_big_int" | "script_result_bytes" | "script_result_large" | "script_result_deep" | "script_result_text" | "script_result_unstorable" | "script_circular" | "script_async" | "script_no_decoder" | "script_no_eval" | "script_no_function" | "script_built_in_fixed" | "script_reg_exp_long" | "script_search_long" | "script_drops_many" | "script_threw_unknown" | "buffer_type" | "buffer_instance" | "buffer_first" | "buffer_integer" | "buffer_between" | "buffer_range" | "buffer_outside" | "buffer_encoding" | "buffer_multiple" | "no_bcd" | "no_fit_bytes" | "no_fit_bits" | "no_hexadecimal" | "no_decimal" | "no_field_type" | "registers_over" | "registers_range" | "no_parameter_space" | "formula_bytes" | "console_dropped" | "target_counts" | "script_bytes" | "script_big_int_long" | "script_not_compiled" | "script_stray_brace" | "script_input_no_json" | "script_input_kind" | "result_no_object" | "result_member" | "result_sub_device" | "plans_full" | "action_failed" | "plan_not_kept" | "script_slow" | "script_not_run" | "relations_end" | "sub_device_left_out" | "master_names_sub_device" | "master_names_sub_devices" | "master_on_sub_device" | "latest_made_room" | "identifier_long" | "only_reporters" | "parent_full" | "sub_device_not_stored" | "sub_device_gone" | "execution_calls" | "mounted_on" | "used_by_executions" | "name_taken_now" | "name_taken" | "called_already" | "built_in_read_only" | "public_owners" | "own_parts" | "own_location" | "other_tenants_name" | "ships_public" | "public_template_names" | "other_template_names" | "named_since_now" | "named_model_gone" | "other_attribute_sends" | "other_tenant_uses" | "cases_most" | "telemetry_config_form" | "parameters_most" | "parameter_reserved" | "parameter_form" | "still_running" | "not_over_yet" | "retry_import" | "retry_undo" | "retry_cleaning" | "no_failed_device" | "no_failed_item" | "model_gone" | "unknown_by_now" | "tasks_full" | "operation_goes_on" | "undone_already" | "changed_since_check" | "deleted_since_check" | "added_since_check" | "eui_taken_since_check" | "name_means_another" | "identifier_taken" | "start_changed" | "import_ended" | "parent_deleted" | "row_has_same" | "quoted" | "no_sub_devices" | "no_parent_anywhere" | "goes_by_already" | "sub_devices_full" | "child_of_parent" | "nobody_reports" | "not_found_by_results" | "built_in_other_name" | "public_other_name" | "cell_holds_error" | "made_date" | "made_date_repair" | "formula_result" | "formula_taken" | "formula_unsaved" | "blanks_removed" | "full_width_read" | "full_width_taken" | "code_scientific" | "code_number" | "number_scientific" | "number_digits_lost" | "number_for_hex" | "number_read_as" | "lost_zeros" | "no_hex_digit" | "no_hex_digit_zero" | "quoted_boolean" | "quoted_whole" | "quoted_number" | "quoted_frequency" | "object_expected" | "no_json" | "no_valid_json" | "no_models_file" | "file_newer" | "file_has_other" | "models_out_of_range" | "members_over" | "no_column_gives" | "rows_with_errors" | "two_columns" | "columns_most" | "no_such_field" | "plan_applied" | "plan_applied_check_again" | "imports_full" | "plan_gone" | "file_unusable" | "file_empty" | "file_over_32" | "file_too_large" | "file_wrong_type" | "file_not_encoded" | "file_other_json" | "file_open_quote" | "file_password" | "file_damaged" | "file_hostile" | "no_sheet" | "no_rows" | "rows_over" | "cell_far" | "cell_long" | "cells_over" | "cell_long_written" | "cell_long_choose_csv" | "format_expected" | "no_workbook" | "fields_most" | "labels_for_fields" | "workbook_entries" | "workbook_records" | "files_full" | "offset_most" | "tenant_unknown" | "tenant_exists" | "public_owner" | "public_or_tenant" | "own_broker" | "zero_or_one" | "tenant_code_expected" | "choose_messages" | "topic_form" | "certificate_needs_key" | "brokers_most" | "brokers_tried" | "broker_exists" | "messages_tried" | "recipients_expected" | "cron_fields" | "cron_both_open" | "cron_none_open" | "cron_no_day" | "cron_open" | "cron_backwards" | "cron_number" | "cron_unknown" | "cron_step" | "site_elsewhere" | "no_gateway_port" | "no_permission" | "wrong_login" | "too_many_passwords" | "broker_no_handshake" | "broker_wants_identity" | "port_no_tls" | "broker_lets_not_in" | "broker_client_id" | "broker_unavailable" | "broker_other_version" | "broker_odd_login" | "broker_no_login" | "broker_wants_tls" | "broker_packet_large" | "broker_no_mqtt" | "broker_packet_unwritten" | "broker_packet_unread" | "broker_closed" | "broker_broke" | "broker_untrusted" | "broker_other_name" | "broker_expired" | "broker_not_yet_valid" | "broker_certificate" | "no_authority_trusted" | "host_silent" | "no_host" | "host_no_address" | "host_no_name" | "broker_other_packet" | "broker_no_subscription" | "broker_client_packet" | "broker_qos_two" | "broker_too_fast" | "broker_no_acknowledgement" | "broker_silent" | "broker_reads_not" | "broker_login_late" | "frame_length" | "gateway_send_failed" | "no_group" | "outbox_full" | "stopping" | "stopped" | "stopped_before" | "mail_not_set_up" | "mail_slow" | "mail_configuration" | "mail_message" | "mail_network" | "mail_timeout" | "mail_tls" | "mail_tls_required" | "mail_credentials" | "mail_refused" | "mail_busy" | "mail_protocol" | "trial_title" | "trial_text" | "gateway_silent" | "gateway_heard" | "gateway_last_heard" | "gateways_silent" | "gateways_heard" | "gateway_lines" | "gateway_line" | "gateway_line_at" | "gateways_more";
        /** @description When device executions run. */
        ScheduledTask: {
            id: string;
            name: string;
            /** @description Whether it fires. */
            enable: boolean;
            /** @description `second minute hour day month weekday`, in the local time of the computer. */
            cron: string;
            remark: string;
            /**
             * Format: int64
             * @description How many device executions run by it. Without one it has no effect.
             */
            executions: number;
            /** @description When it fires next, if it is enabled. */
            next_run?: string | null;
            /** @description The last time for which it ran something. */
            fired_at?: string | null;
            /** @description The last time it missed, because the computer slept or the program did not run. */
            missed_at?: string | null;
            updated_at: string;
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        ScheduledTaskInput: {
            /** @description Unique in the tenant. */
            name?: string | null;
            /** @description On unless said otherwise. */
            enable?: boolean | null;
            /**
             * @description Six fields: `second minute hour day month weekday`. Numbers, `*`, `,`, `-` and `/`; weekday
             *     0 is Sunday; day or weekday is `?`.
             */
            cron?: string | null;
            remark?: string | null;
        };
        /** @description Where and why a script failed. */
        ScriptFailure: {
            /** @description `syntax`, `thrown`, `timeout`, `memory`, `stack` or `output`. */
            kind: string;
            message: string;
            message_said?: components["schemas"]["Said"] | null;
            /**
             * Format: int32
             * @description Line in the script, from 1.
             */
            line?: number | null;
            /**
             * Format: int32
             * @description Column in the line, from 1.
             */
            column?: number | null;
        };
        /** @description How often a script ran for the tenant's devices, or for one of them, and how long that took. */
        ScriptStatistics: {
            /** @description The first run that is counted: since the program started or the script was changed. */
            since: string;
            last_run: string;
            /** Format: int64 */
            runs: number;
            /**
             * Format: int64
             * @description Runs without a usable result.
             */
            failures: number;
            /**
             * Format: int64
             * @description Microseconds of the last run.
             */
            last_us: number;
            /**
             * Format: int64
             * @description Microseconds of all runs together.
             */
            total_us: number;
            /**
             * Format: double
             * @description Microseconds of a run on average.
             */
            average_us: number;
            /**
             * Format: int64
             * @description Microseconds of the longest run.
             */
            max_us: number;
        };
        Scripts: {
            /**
             * Format: int64
             * @description Thing models and trigger models whose last run failed.
             */
            failing_models: number;
            /** @description Devices whose scripts take long and run apart from those of others. */
            slow_devices: number;
        };
        /** @description A device of a selection. */
        SelectedDevice: {
            eui: string;
            name: string;
        };
        /** @description Which devices are meant: those named, or all that match at this moment. */
        SelectedDevices: {
            /** @description The devices; or `filter`. */
            euis?: string[] | null;
            filter?: components["schemas"]["DeviceFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Devices that are left out. */
            except?: string[];
        };
        /** @description Which registered gateways are meant: those named, or all that match at this moment. */
        SelectedGateways: {
            /** @description The gateways; or `filter`. */
            euis?: string[] | null;
            filter?: components["schemas"]["GatewayFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Gateways that are left out. */
            except?: string[];
        };
        /** @description Which models are meant: those named, or all that match at this moment. */
        SelectedModels: {
            /** @description The models; or `filter`. */
            ids?: string[] | null;
            filter?: components["schemas"]["ModelFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Models that are left out. */
            except?: string[];
        };
        /** @description Which profiles are meant: those named, or all that match at this moment. */
        SelectedProfiles: {
            /** @description The profiles; or `filter`. */
            dev_euis?: string[] | null;
            filter?: components["schemas"]["ProfileFilter"] | null;
            /** @description With `filter`: text to look for. */
            q?: string | null;
            /** @description Profiles that are left out. */
            except?: string[];
        };
        /** @description Which of the matching records are wanted. */
        Selection: {
            /** @description Only those with these keys. */
            only?: string[] | null;
            /** @description All but those with these keys. */
            except?: string[];
        };
        /** @description What the devices of a selection have. */
        SelectionFacts: {
            devices: number;
            /** @description `NORMAL`, `SUB_DEVICE` and `VIRTUAL`, those that there are. */
            device_types: components["schemas"]["TextCount"][];
            /** @description The most frequent first. */
            heart_periods: components["schemas"]["PeriodCount"][];
            /**
             * @description How many have it on: `real_time_storage`, `things_board`, `bacnet`, `home_assistant`,
             *     `modbus_tcp`.
             */
            switches: components["schemas"]["TextCount"][];
            thing_models: components["schemas"]["ModelCount"][];
            rpcs: components["schemas"]["ModelCount"][];
            triggers: components["schemas"]["ModelCount"][];
            server_attrs: components["schemas"]["AttributeCount"][];
            shared_attrs: components["schemas"]["AttributeCount"][];
            tags: components["schemas"]["TextCount"][];
            /** @description How many listen only after they have sent. */
            class_a: number;
            /** @description The first of them. */
            samples: components["schemas"]["SelectedDevice"][];
        };
        /** @description The records of a piece of the time. */
        SeriesBucket: {
            /** @description When it begins. */
            at: string;
            /** @description By the field's key, 64 at most. */
            fields: {
                [key: string]: components["schemas"]["SeriesField"];
            };
        };
        /** @description What the records of a bucket say of a field. */
        SeriesField: {
            /** @description The newest value, whatever its type. */
            last: {
                [key: string]: unknown;
            };
            /**
             * Format: double
             * @description The least number; `null` when the field had none.
             */
            min?: number | null;
            /** Format: double */
            max?: number | null;
            /** Format: double */
            mean?: number | null;
            /**
             * Format: int32
             * @description Records that have the field.
             */
            count: number;
        };
        /** @description A session. */
        Session: {
            /** @description Send it as `Authorization: Bearer …`. */
            token: string;
            expires_at: string;
            account: string;
            tenant: string;
        };
        /** @description The instance's settings. */
        Settings: {
            /** @description Process frames of gateways nobody registered. */
            accept_unregistered_gateways: boolean;
            /**
             * Format: int32
             * @description How long copies of one frame are collected, in milliseconds. Above 800 nothing
             *     would reach a gateway before a first window of one second.
             */
            dedup_window_ms: number;
            /** @description NetID of the addresses given to joining devices, 6 hex digits. */
            net_id: string;
            /**
             * Format: int32
             * @description Repetitions of a confirmed downlink that its device did not acknowledge.
             */
            confirmed_retries: number;
            /**
             * Format: int32
             * @description How long a class C device may take to acknowledge a downlink, in seconds.
             */
            class_c_timeout_s: number;
            /** @description Keep gateways within the duty cycle of their band (EU868). */
            duty_cycle_enforced: boolean;
            /** @description Let the network choose data rate and power of devices that allow it (ADR). */
            adr_enabled: boolean;
            /**
             * Format: int32
             * @description Reserve that ADR keeps for fading, in dB.
             */
            adr_margin_db: number;
            /**
             * Format: int32
             * @description Hours between two questions for a device's battery and margin; 0: never.
             */
            dev_status_interval_h: number;
            /**
             * Format: int32
             * @description CN470: the group of 8 channels that devices shall use, 1 to 12; 0: all channels.
             */
            cn470_group: number;
            /**
             * Format: int32
             * @description US902: the sub-band of 8 channels that devices shall use, 1 to 8; 0: all channels.
             */
            us902_sub_band: number;
            /**
             * Format: int32
             * @description AU915: the sub-band of 8 channels that devices shall use, 1 to 8; 0: all channels.
             */
            au915_sub_band: number;
            /** @description EU868: channels to add to the three every device has, in MHz, separated by commas. */
            eu868_extra_channels: string;
            /** @description EU433: channels to add to the three every device has, in MHz, separated by commas. */
            eu433_extra_channels: string;
            /** @description AS923: channels to add to the two every device has, in MHz, separated by commas. */
            as923_extra_channels: string;
            /** @description AS923: uplinks shall last at most 400 ms. */
            as923_uplink_dwell: boolean;
            /** @description AS923: downlinks shall last at most 400 ms. */
            as923_downlink_dwell: boolean;
            /** @description AU915: uplinks shall last at most 400 ms. */
            au915_uplink_dwell: boolean;
            /** @description Band that Basics Station gateways are set up for. */
            station_standard: string;
            /**
             * Format: int32
             * @description AS923: the group that Basics Station gateways are set up for, 1 to 4.
             */
            station_as923_group: number;
            /**
             * @description Basics Station gateways of other machines must prove themselves with a token.
             *     Without it only those do that have one.
             */
            station_token_required: boolean;
            /** @description Let the scripts of commands call web addresses. Link-local ones are refused even then. */
            rpc_http: boolean;
            /**
             * Format: int32
             * @description Hours that frames (NS data) are kept.
             */
            frame_retention_h: number;
            /**
             * Format: int32
             * @description Hours that messages (AS data) are kept.
             */
            message_retention_h: number;
            /**
             * Format: int32
             * @description Days that telemetry history is kept.
             */
            telemetry_retention_d: number;
            /**
             * Format: int32
             * @description Days that operations on many records can be undone.
             */
            restore_retention_d: number;
            /**
             * Format: int32
             * @description How large all that is kept for undoing may be, in MiB; the oldest goes first.
             */
            restore_limit_mb: number;
            /**
             * Format: int32
             * @description Days that the log lines of thing models are kept.
             */
            model_log_retention_d: number;
            /**
             * Format: int32
             * @description Days that what happened to gateways and devices is kept.
             */
            incident_retention_d: number;
            /**
             * Format: int32
             * @description Days that what happened to alarms is kept.
             */
            alarm_retention_d: number;
            /**
             * Format: int32
             * @description Days that the log of commands is kept.
             */
            rpc_log_retention_d: number;
            /**
             * Format: int32
             * @description Days that the log of notifications is kept.
             */
            notice_log_retention_d: number;
        };
        /** @description The settings to change. */
        SettingsInput: {
            accept_unregistered_gateways?: boolean | null;
            /** Format: int32 */
            dedup_window_ms?: number | null;
            net_id?: string | null;
            /** Format: int32 */
            confirmed_retries?: number | null;
            /** Format: int32 */
            class_c_timeout_s?: number | null;
            duty_cycle_enforced?: boolean | null;
            adr_enabled?: boolean | null;
            /** Format: int32 */
            adr_margin_db?: number | null;
            /** Format: int32 */
            dev_status_interval_h?: number | null;
            /** Format: int32 */
            cn470_group?: number | null;
            /** Format: int32 */
            us902_sub_band?: number | null;
            /** Format: int32 */
            au915_sub_band?: number | null;
            eu868_extra_channels?: string | null;
            eu433_extra_channels?: string | null;
            as923_extra_channels?: string | null;
            as923_uplink_dwell?: boolean | null;
            as923_downlink_dwell?: boolean | null;
            au915_uplink_dwell?: boolean | null;
            station_standard?: string | null;
            /** Format: int32 */
            station_as923_group?: number | null;
            station_token_required?: boolean | null;
            rpc_http?: boolean | null;
            /** Format: int32 */
            frame_retention_h?: number | null;
            /** Format: int32 */
            message_retention_h?: number | null;
            /** Format: int32 */
            telemetry_retention_d?: number | null;
            /** Format: int32 */
            restore_retention_d?: number | null;
            /** Format: int32 */
            restore_limit_mb?: number | null;
            /** Format: int32 */
            model_log_retention_d?: number | null;
            /** Format: int32 */
            incident_retention_d?: number | null;
            /** Format: int32 */
            alarm_retention_d?: number | null;
            /** Format: int32 */
            rpc_log_retention_d?: number | null;
            /** Format: int32 */
            notice_log_retention_d?: number | null;
        };
        /** @description A sign-in with a password that is not over. */
        SignIn: components["schemas"]["LastUse"] & {
            id: string;
            account: string;
            tenant: string;
            /** @description Whether it is the caller's. */
            current: boolean;
            created_at: string;
            expires_at: string;
        };
        SimulatedSite: {
            loaded: boolean;
            running: boolean;
        };
        /** @description Counters of a gateway's last `stat` report, per reporting interval. */
        Stat: {
            /** Format: double */
            latitude?: number | null;
            /** Format: double */
            longitude?: number | null;
            /** Format: double */
            altitude?: number | null;
            /** Format: int32 */
            rxnb: number;
            /** Format: int32 */
            rxok: number;
            /** Format: int32 */
            rxfw: number;
            /** Format: float */
            ackr?: number | null;
            /** Format: int32 */
            dwnb: number;
            /** Format: int32 */
            txnb: number;
            /** Format: float */
            temp?: number | null;
        };
        /** @description Who a Basics Station says it is. */
        StationVersion: {
            /** @description Version of the station software. */
            station: string;
            firmware: string;
            package: string;
            /** @description Model of the gateway. */
            model: string;
            /**
             * Format: int32
             * @description Version of the LNS protocol.
             */
            protocol: number;
            /** @description What it can do, separated by spaces. */
            features: string;
        };
        /** @description How the instance is doing, as the caller's tenant sees it. */
        Status: {
            version: string;
            started_at: string;
            /** Format: int64 */
            uptime_s: number;
            /** @description The instance's clock. */
            time: string;
            listeners: components["schemas"]["Listeners"];
            gateways: components["schemas"]["GatewayCounts"];
            devices: components["schemas"]["DeviceCounts"];
            profiles: components["schemas"]["ProfileCounts"];
            mqtt: components["schemas"]["MqttCounts"];
            uplinks: components["schemas"]["Uplinks"];
            refused: components["schemas"]["Refused"];
            queues: components["schemas"]["Queues"];
            datagrams?: components["schemas"]["Datagrams"] | null;
            scripts: components["schemas"]["Scripts"];
            downlinks: components["schemas"]["DownlinkCounts"];
            tasks: components["schemas"]["TaskCounts"];
            alarms: components["schemas"]["AlarmCounts"];
            outside_brokers: components["schemas"]["OutsideBrokerCounts"];
            storage: components["schemas"]["StorageSize"];
            simulated_site: components["schemas"]["SimulatedSite"];
        };
        /** @description A request that is not sent any more. */
        StoppedRequest: {
            /** @description The commands, each with its `name` and fields. */
            commands: {
                [key: string]: unknown;
            }[];
            /** @description `refused` or `unanswered`. */
            reason: string;
            /**
             * @description What the device refused: `channel_mask`, `data_rate`, `power`, `frequency`,
             *     `rx2_data_rate`, `rx1_data_rate_offset`, `data_rates`, `channel`.
             */
            refused: string[];
            since: string;
            /** @description When it is tried again; `null`: not before the next join or another wish. */
            again_at?: string | null;
        };
        /** @description What the data folder takes. */
        Storage: {
            /**
             * Format: int64
             * @description `thinklink.db` with its log.
             */
            config_bytes: number;
            /**
             * Format: int64
             * @description `history.db` with its log.
             */
            history_bytes: number;
            disk?: components["schemas"]["Disk"] | null;
            /**
             * @description By kind of history; with the permission `manage` of the whole instance, else of the
             *     caller's tenant.
             */
            kinds: components["schemas"]["HistoryKind"][];
            /** @description When old history was last deleted by itself; `null` before the first time. */
            last_cleaning?: string | null;
            /**
             * Format: int64
             * @description How many rows went then, of all tenants; `null` without the permission `manage`.
             */
            last_deleted?: number | null;
            /** @description When that happens again. */
            next_cleaning?: string | null;
        };
        StorageSize: {
            /** Format: int64 */
            config_bytes: number;
            /** Format: int64 */
            history_bytes: number;
            /** @description The disk that holds them is nearly full. */
            disk_nearly_full: boolean;
            /**
             * Format: int64
             * @description What may still be written to it; `null` when the system does not say.
             */
            disk_free_bytes?: number | null;
        };
        /** @description What a notice is about, for whoever shows the way to it. */
        Subject: {
            /** @description `device` or `gateway`. */
            kind: string;
            /** @description Its EUI; `null` when it is about several, which the text names. */
            id?: string | null;
        };
        /** @description Profiles, and what becomes of them; absent parts stay as they are. */
        SwitchInput: {
            profiles: components["schemas"]["SelectedProfiles"];
            /** @description Whether the network server hears the devices. */
            enable?: boolean | null;
            /** @description Whether downlinks may be sent. */
            down_enable?: boolean | null;
        };
        /** @description A tag that devices have. */
        TagUse: {
            tag: string;
            /**
             * Format: int64
             * @description How many devices have it.
             */
            devices: number;
        };
        /** @description Devices, and what becomes of their tags. */
        TagsInput: {
            devices: components["schemas"]["SelectedDevices"];
            /** @description Tags they get. */
            add?: string[];
            /** @description Tags they lose. */
            remove?: string[];
        };
        /** @description A piece of long work. */
        Task: {
            id: string;
            /**
             * @description `one_time_rpc`, `device_execution`, `import`, `reset_by_template`, `bulk_update`,
             *     `delete_devices`, `delete_profiles`, `switch_profiles`, `delete_models`, `delete_gateways`,
             *     `tags`, `undo` or `history_cleaning`.
             */
            kind: string;
            /** @description The id of what it was started for: the device execution, the checked file, the restore point. */
            subject?: string | null;
            name: string;
            name_said?: components["schemas"]["Said"] | null;
            /** @description Who started it. */
            who: string;
            /** @description What was asked for, in the terms of its kind. */
            request: {
                [key: string]: unknown;
            };
            /**
             * @description `waiting`, `running`, `finished`, `failed`, `cancelled` (a person stopped it) or
             *     `interrupted` (the program ended in the middle of it).
             */
            state: string;
            /**
             * Format: int64
             * @description How many items are behind it.
             */
            current: number;
            /**
             * Format: int64
             * @description How many items it has.
             */
            total: number;
            /**
             * Format: int64
             * @description Items that went well.
             */
            ok: number;
            /**
             * Format: int64
             * @description Items that failed.
             */
            failed: number;
            /** @description Why the task as a whole failed. */
            reason?: string | null;
            reason_said?: components["schemas"]["Said"] | null;
            created_at: string;
            started_at?: string | null;
            ended_at?: string | null;
        };
        /** @description Tasks that are not over. */
        TaskCounts: {
            /** Format: int64 */
            running: number;
            /**
             * Format: int64
             * @description Not begun yet.
             */
            waiting: number;
        };
        /** @description What became of one thing a task did something to. */
        TaskItem: {
            /** @description The thing, such as a device's EUI. */
            subject: string;
            /** @description Whether it went well. */
            ok: boolean;
            /** @description What happened, as a word for programs. */
            code: string;
            /** @description What happened, as a sentence for people; may be empty. */
            detail: string;
            detail_said?: components["schemas"]["Said"] | null;
            /** @description The id of the record that tells more, such as the run of an RPC. */
            link?: string | null;
            at: string;
        };
        /** @description A history in few pieces. */
        TelemetrySeries: {
            /**
             * Format: int64
             * @description Length of a piece, milliseconds.
             */
            bucket_ms: number;
            /**
             * Format: int32
             * @description Records it was made from.
             */
            records: number;
            /** @description `false`: only the newest 40,000 records were looked at, and there are older ones. */
            complete: boolean;
            /** @description Pieces that hold something, oldest first. */
            items: components["schemas"]["SeriesBucket"][];
        };
        /** @description A tenant. */
        Tenant: {
            code: string;
            name: string;
            created_at: string;
        };
        TenantInput: {
            /** @description 1 to 32 lower-case letters, digits and underscores; part of every topic. */
            code: string;
            name?: string | null;
        };
        /** @description Where a test mail goes. */
        TestMailInput: {
            /** @description An e-mail address. */
            to: string;
        };
        /** @description A text and how many of the devices have it. */
        TextCount: {
            value: string;
            devices: number;
        };
        /** @description A thing model without its script. */
        ThingModel: {
            id: string;
            id_name: string;
            name: string;
            /** @description `PUBLIC` (everybody's) or the tenant's code. */
            scope: string;
            /** @description It ships with the program: it is read-only and stays public. */
            built_in: boolean;
            /** @description `CUSTOMER` or `CHIRPSTACK`. */
            payload_parser_type: string;
            /** @description `ANY`, `MASTER_DEVICE` or `SUB_DEVICE`. */
            apply_to: string;
            tags: string[];
            /** @description Display fields in their order. */
            fields: components["schemas"]["DisplayField"][];
            /**
             * Format: int64
             * @description How many of the tenant's devices have it mounted.
             */
            used_by: number;
            last_error?: components["schemas"]["ModelError"] | null;
            statistics?: components["schemas"]["ScriptStatistics"] | null;
            remark: string;
            updated_at: string;
        };
        /** @description A thing model with its script. */
        ThingModelDetail: components["schemas"]["ThingModel"] & {
            payload_parser: string;
            /** @description `{ "fields": { <field>: { field_name, name, type, unit, order, icon } } }`. */
            telemetry_config: {
                [key: string]: unknown;
            };
        };
        /** @description What to create or change. */
        ThingModelInput: {
            /** @description Stable text id, 1 to 32 of letters, digits, `_` and `-`. */
            id_name?: string | null;
            name?: string | null;
            /** @description The script, at most 256 KiB. */
            payload_parser?: string | null;
            payload_parser_type?: string | null;
            apply_to?: string | null;
            telemetry_config?: {
                [key: string]: unknown;
            } | null;
            tags?: string[] | null;
            remark?: string | null;
        };
        /** @description A token, without its text. */
        Token: components["schemas"]["LastUse"] & {
            id: string;
            name: string;
            tenant: string;
            role: string;
            created_at: string;
        };
        TokenInput: {
            name: string;
            /** @description `OWNER`, `ADMIN` or `VIEWER`. */
            role: string;
            /** @description The caller's tenant when absent. */
            tenant?: string | null;
        };
        /** @description A script and what it is given. */
        Trial: {
            /** @description `thing_model`, `rpc`, `trigger` or `forwarder`. */
            kind: components["schemas"]["TrialKindName"];
            source: string;
            /** @description `CUSTOMER` (default) or `CHIRPSTACK`; thing models only. */
            payload_parser_type?: string | null;
            input?: components["schemas"]["Inputs"];
        };
        /** @enum {string} */
        TrialKindName: "thing_model" | "rpc" | "trigger" | "forwarder";
        /** @description What the script returned, or why it failed. */
        TrialResult: {
            ok: boolean;
            /** @description What the script returned; `null` for nothing. */
            result?: {
                [key: string]: unknown;
            } | null;
            error?: components["schemas"]["ScriptFailure"] | null;
            console: components["schemas"]["ConsoleLine"][];
            /**
             * Format: int64
             * @description Microseconds.
             */
            elapsed_us: number;
            /** Format: int64 */
            memory_bytes: number;
        };
        /** @description One RPC that a trigger asked for. */
        TriggerCall: {
            method: string;
            /** @description The device it runs on. */
            eui: string;
            params: {
                [key: string]: unknown;
            };
        };
        /** @description A trigger model without its script. */
        TriggerModel: {
            id: string;
            name: string;
            /** @description `PUBLIC` (everybody's) or the tenant's code. */
            scope: string;
            /** @description It ships with the program: it is read-only and stays public. */
            built_in: boolean;
            /** @description Whether it also runs for sub-devices of a device that mounts it. */
            inherit: boolean;
            tags: string[];
            /**
             * Format: int64
             * @description How many of the tenant's devices have it mounted.
             */
            used_by: number;
            last_error?: components["schemas"]["ModelError"] | null;
            statistics?: components["schemas"]["ScriptStatistics"] | null;
            last_action?: components["schemas"]["LastTriggerAction"] | null;
            failed_actions?: components["schemas"]["FailedTriggerActions"] | null;
            remark: string;
            updated_at: string;
        };
        /** @description A trigger model with its script. */
        TriggerModelDetail: components["schemas"]["TriggerModel"] & {
            trigger_script: string;
        };
        /** @description What to create or change; absent fields keep their value or get their default. */
        TriggerModelInput: {
            /** @description Unique in the tenant and among the public ones. */
            name?: string | null;
            inherit?: boolean | null;
            /** @description The script, at most 256 KiB. */
            trigger_script?: string | null;
            tags?: string[] | null;
            remark?: string | null;
        };
        /** @description A code with how often the gateway answered it. */
        TxError: {
            /** @description Such as `TOO_LATE`; `NO_ANSWER` when it did not answer. */
            code: string;
            /** Format: int64 */
            count: number;
        };
        /** @description Confirmed uplinks without an acknowledgement since the start. */
        Unacknowledged: {
            /** Format: int64 */
            total: number;
            /**
             * @description By what kept the last gateway that was asked from sending it: `gateway_busy`, `duty_cycle`,
             *     `gateway_refused`, `no_path`, or `no_window` when none was left to ask in time, or
             *     `internal_error`.
             */
            by_code: {
                [key: string]: number;
            };
        };
        /** @description How an operation is undone. */
        UndoInput: {
            /** @description Put records back that were changed after the operation, too. They are left alone otherwise. */
            overwrite?: boolean;
        };
        /** @description Devices that are not terminals. */
        UnlikeDevices: {
            /** @description `VIRTUAL` or `SUB_DEVICE`. */
            device_type: string;
            devices: number;
            /** @description The first of them. */
            euis: string[];
        };
        /** @description Uplinks of the caller's tenant; those of all tenants for an owner of the instance. */
        Uplinks: {
            /**
             * Format: int64
             * @description Accepted since the start.
             */
            total: number;
            /**
             * Format: double
             * @description Accepted per second, over the last five seconds.
             */
            per_second: number;
            /** @description Accepted in each of the last 60 minutes, oldest first. */
            per_minute: number[];
            /**
             * Format: int64
             * @description Confirmed ones whose acknowledgement a gateway has taken, since the start. A device that sends
             *     one again is counted again.
             */
            acknowledged: number;
            /** @description Confirmed ones that got no acknowledgement. */
            unacknowledged: components["schemas"]["Unacknowledged"];
            /** @description These counts, `refused` and `scripts.failing_models` have those of other tenants, too. */
            of_all_tenants: boolean;
        };
        /** @description A model, and what uses it. */
        UsedModel: {
            id: string;
            name: string;
            /** @description `PUBLIC` or the tenant's code. */
            scope: string;
            /**
             * Format: int64
             * @description Devices that mount it; of a device template those that were made or last reset by it.
             */
            devices: number;
            /** @description Device executions that call it. */
            executions: string[];
            /** @description Device templates that name it. */
            templates: string[];
            /** @description It cannot be deleted: it is public, or a device or device execution needs it. */
            stays: boolean;
        };
        /** @description One event as it leaves the process. */
        WireEvent: {
            eui: string;
            active_time: string;
            thing_model_id: string;
            thing_model_id_name: string;
            telemetry_data: {
                [key: string]: unknown;
            };
            /** Format: float */
            rssi?: number | null;
            /** Format: float */
            snr?: number | null;
            /** @enum {string} */
            type: "telemetry";
        } | {
            eui: string;
            active_time: string;
            /** Format: float */
            rssi?: number | null;
            /** Format: float */
            snr?: number | null;
            /** @enum {string} */
            type: "heard";
        } | {
            frame: components["schemas"]["Frame"];
            /** @enum {string} */
            type: "frame";
        } | {
            message: components["schemas"]["Message"];
            /** @enum {string} */
            type: "message";
        } | {
            downlink: components["schemas"]["Downlink"];
            /** @enum {string} */
            type: "downlink";
        } | {
            event: string;
            alarm: components["schemas"]["Alarm"];
            /** @enum {string} */
            type: "alarm";
        } | {
            run: components["schemas"]["RpcRun"];
            /** @enum {string} */
            type: "rpc";
        } | {
            group: string;
            title: string;
            title_said?: components["schemas"]["Said"] | null;
            desc: string;
            desc_said?: components["schemas"]["Said"] | null;
            subject?: components["schemas"]["Subject"] | null;
            /** @description EUI of the device, when it is about one. */
            eui?: string | null;
            device_name?: string | null;
            /** @description EUI of the gateway, when it is about one. */
            gateway?: string | null;
            gateway_name?: string | null;
            /** @description The alarm's name, when it is about one. */
            alarm?: string | null;
            /** @description What happened to the alarm: `raised`, `changed`, `cleared` or `manually_cleared`. */
            event?: string | null;
            /** @description `low`, `mid`, `high` or `urgent`. */
            level?: string | null;
            at: string;
            /** @enum {string} */
            type: "notice";
        } | {
            gateway: components["schemas"]["Gateway"];
            /** @enum {string} */
            type: "gateway";
        } | {
            eui: string;
            status: string;
            last_seen?: string | null;
            /** @enum {string} */
            type: "gateway_status";
        } | {
            eui: string;
            status: string;
            active_time?: string | null;
            /** @enum {string} */
            type: "device_status";
        } | {
            task: components["schemas"]["Task"];
            /** @enum {string} */
            type: "task";
        } | {
            resource: string;
            key: string;
            action: string;
            /** @enum {string} */
            type: "changed";
        } | {
            status: components["schemas"]["Status"];
            /** @enum {string} */
            type: "status";
        } | {
            /** @enum {string} */
            type: "resync";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
