"""Calls of the AWS API, at the endpoint that AWS_ENDPOINT_URL names."""

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from botocore.validate import ParamValidator

from service_model import Refused, check, to_api


class Api:
    def __init__(self, region, tags):
        self.region = region
        self.tags = tags
        self.clients = {}

    def client(self, service):
        if service not in self.clients:
            self.clients[service] = boto3.client(service, region_name=self.region)
        return self.clients[service]

    def model_of(self, service, operation):
        client = self.client(service)
        return client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])

    def checked(self, service, operation, parameters):
        """Refuses what the service's model does not allow. @returns the parameters"""
        shape = self.model_of(service, operation).input_shape
        report = ParamValidator().validate(parameters, shape)
        if report.has_errors():
            raise Refused(f'{service} {operation}: {report.generate_report()}')
        check(shape, parameters, f'{service} {operation}')
        return parameters

    def call(self, service, operation, parameters):
        self.checked(service, operation, parameters)
        try:
            return getattr(self.client(service), operation)(**parameters)
        except (ClientError, BotoCoreError) as error:
            raise Refused(str(error)) from error

    def request(self, service, operation, arguments, renamed=None, **fixed):
        """The parameters of an operation, made of Terraform's arguments."""
        shape = self.model_of(service, operation).input_shape
        return {**to_api(shape, arguments, renamed or {}, f'{service} {operation}'), **fixed}

    def make(self, service, operation, arguments, renamed=None, **fixed):
        return self.call(service, operation, self.request(service, operation, arguments, renamed, **fixed))

    def pairs(self, own, key='Key', value='Value'):
        """Tags as most services take them: the provider's and the resource's own."""
        return [{key: name, value: text} for name, text in {**self.tags, **(own or {})}.items()]

    def tagged(self, kind, own):
        """Tags as EC2 takes them with what it makes."""
        return [{'ResourceType': kind, 'Tags': self.pairs(own)}]
