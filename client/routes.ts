import { routes as contract } from '../lambda/contract.ts';
import type { Routes } from './contract.ts';
import { routeTable } from './route-table.ts';

/** Every route, as routeTable writes it. The build puts what it is in place of this file: a built client has no contract. */
export const routes = routeTable(contract) as Routes;
